package dev.flare.command.web;

import dev.flare.command.account.Roles;
import dev.flare.messages.ledger.TransferMoney;
import dev.flare.messages.shared.AccountId;
import dev.flare.messages.shared.CurrencyCode;
import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.web.JsonBody;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A transfer as it is asked for, alone or in a batch.
 *
 * @param fields what a repetition is compared by
 */
public record TransferRequest(TransferMoney command, Map<String, Object> fields) {

    /** Reads all of a JSON object, and refuses what no ledger is needed to refuse. */
    public static TransferRequest read(JsonBody body) {
        AccountId from = body.value("from", AccountId::new);
        AccountId to = body.value("to", AccountId::new);
        Movement movement = Movement.read(body);
        TransferMoney command = new TransferMoney(
                Movement.newId(from.region()),
                from,
                to,
                movement.amount(),
                body.value("currency", CurrencyCode::new),
                movement.reference(),
                movement.effectiveAt(),
                movement.metadata());
        body.nothingElse();
        check(from, to);
        return new TransferRequest(command, fields(command, movement));
    }

    private static void check(AccountId from, AccountId to) {
        Roles.checkNotReserved(from, "from");
        Roles.checkNotReserved(to, "to");
        if (from.equals(to)) {
            throw new RefusedException(RefusalCode.SAME_ACCOUNT, "a transfer needs two accounts", "to");
        }
    }

    private static Map<String, Object> fields(TransferMoney command, Movement movement) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "transfer");
        fields.put("from", command.from().value());
        fields.put("to", command.to().value());
        movement.addTo(fields);
        fields.put("currency", command.currency().value());
        return fields;
    }
}
