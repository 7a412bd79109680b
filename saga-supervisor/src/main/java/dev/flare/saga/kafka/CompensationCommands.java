package dev.flare.saga.kafka;

import dev.flare.saga.callback.CompensationRequests;
import dev.flare.saga.transaction.Alert;
import dev.flare.saga.transaction.Participant;
import dev.flare.saga.transaction.Transaction;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Requests to compensate, as records of {@value #TOPIC} with the transaction's id as their key. */
public final class CompensationCommands implements CompensationRequests {

    public static final String TOPIC = "flare.participant-commands";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Sender sender;

    CompensationCommands(Sender sender) {
        this.sender = sender;
    }

    @Override
    public void ask(Transaction transaction, Participant one, int attempt) throws IOException, InterruptedException {
        String correlationId = transaction.lastAlert().map(Alert::correlationId).orElse(transaction.correlationId());
        sender.send(
                TOPIC,
                transaction.id(),
                command(transaction, one, attempt),
                Map.of("correlationId", correlationId, "participant", one.name()));
    }

    private static String command(Transaction transaction, Participant one, int attempt) {
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("command", "COMPENSATE");
        command.put("transactionId", transaction.id());
        command.put("participant", one.name());
        transaction.lastAlert().ifPresent(alert -> command.put("alertId", alert.id()));
        command.put("attempt", attempt);
        return JSON.writeValueAsString(command);
    }
}
