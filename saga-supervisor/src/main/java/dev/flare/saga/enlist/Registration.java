package dev.flare.saga.enlist;

import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.supervision.EnlistedParticipant;
import dev.flare.messages.supervision.OnFailure;
import dev.flare.messages.supervision.TransactionRegistered;
import dev.flare.saga.callback.CallbackHosts;
import dev.flare.saga.transaction.CanaryDecision;
import dev.flare.saga.transaction.Ids;
import dev.flare.saga.transaction.RegistrationDecision;
import dev.flare.web.JsonBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A registration as it is asked for.
 *
 * @param fields what a repetition is compared by
 */
record Registration(TransactionRegistered wanted, Map<String, Object> fields) {

    static final int PARTICIPANTS_MAX = 100;
    static final int URL_MAX = 2_000;

    /** Shorter ones are over before a report can arrive. */
    static final Duration DEADLINE_MIN = Duration.ofMillis(10);

    static final Duration DEADLINE_MAX = Duration.ofDays(366);
    static final Duration DEADLINE_USUAL = Duration.ofMinutes(1);

    private static final int NAME_MAX = 127;

    /**
     * @param newId makes an id for who gives none
     * @param reserved what no id of a client may start with
     */
    static Registration read(JsonBody body, Supplier<String> newId, List<String> reserved, CallbackHosts hosts) {
        String id = body.optionalValue("transactionId", Ids::transaction);
        refuseReserved(id, reserved);
        String type = body.value("type", Ids::type);
        refuseCanary(type);
        OnFailure onFailure = body.optionalChoice("onFailure", OnFailure.class);
        List<EnlistedParticipant> participants = new ArrayList<>();
        for (JsonBody each : body.objects("participants", PARTICIPANTS_MAX)) {
            participants.add(participant(each, participants.size(), hosts));
        }
        body.nothingElse();
        RegistrationDecision.check(participants);
        TransactionRegistered wanted = new TransactionRegistered(
                id == null ? newId.get() : id, type, onFailure == null ? OnFailure.HOLD : onFailure, participants);
        return new Registration(wanted, fields(wanted, id));
    }

    private static EnlistedParticipant participant(JsonBody body, int index, CallbackHosts hosts) {
        try {
            EnlistedParticipant one = new EnlistedParticipant(
                    body.value("name", Ids::participant),
                    body.texts("after", PARTICIPANTS_MAX, NAME_MAX),
                    body.duration("deadline", DEADLINE_USUAL, DEADLINE_MIN, DEADLINE_MAX),
                    url(body, "compensateUrl", hosts),
                    url(body, "statusUrl", hosts));
            body.nothingElse();
            return one;
        } catch (RefusedException refusal) {
            throw refusal.ofItem("participants", index);
        }
    }

    private static @Nullable String url(JsonBody body, String field, CallbackHosts hosts) {
        String url = body.optionalText(field, URL_MAX);
        return url == null ? null : hosts.checked(field, url);
    }

    private static void refuseReserved(@Nullable String id, List<String> reserved) {
        if (id != null && reserved.stream().anyMatch(id::startsWith)) {
            throw RefusedException.invalid(
                    "transactionId",
                    "ids that start with " + reserved + " are given by the regions and the supervisor themselves");
        }
    }

    /** It would be in no list, and wake nobody. */
    private static void refuseCanary(String type) {
        if (type.equals(CanaryDecision.TYPE)) {
            throw RefusedException.invalid("type", "the supervisor alone has transactions of type " + type);
        }
    }

    private static Map<String, Object> fields(TransactionRegistered wanted, @Nullable String givenId) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("request", "transaction");
        if (givenId != null) {
            fields.put("transactionId", givenId);
        }
        fields.put("type", wanted.type());
        fields.put(
                "participants",
                wanted.participants().stream().map(Registration::fields).toList());
        fields.put("onFailure", wanted.onFailure().name());
        return fields;
    }

    private static Map<String, Object> fields(EnlistedParticipant one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", one.name());
        fields.put("after", one.after());
        fields.put("deadline", one.deadline().toString());
        if (one.compensateUrl() != null) {
            fields.put("compensateUrl", one.compensateUrl());
        }
        if (one.statusUrl() != null) {
            fields.put("statusUrl", one.statusUrl());
        }
        return fields;
    }
}
