package dev.flare.eventstore.axon.tokens;

import org.axonframework.messaging.eventhandling.processing.streaming.token.GlobalSequenceTrackingToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.ReplayToken;
import org.axonframework.messaging.eventhandling.processing.streaming.token.TrackingToken;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens as they are stored, readable by whoever looks: {@code {"position":7}}, and what wraps it. Closed on purpose: those
 * that come of an event store and of what Axon does with them, and no class is ever loaded by a name out of the database.
 */
final class TokenJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String POSITION = "position";
    private static final String REPLAY_UNTIL = "replayUntil";
    private static final String CURRENT = "current";

    private TokenJson() {}

    static @Nullable String write(@Nullable TrackingToken token) {
        return token == null ? null : node(token).toString();
    }

    private static ObjectNode node(TrackingToken token) {
        ObjectNode node = JSON.createObjectNode();
        switch (token) {
            case GlobalSequenceTrackingToken global -> node.put(POSITION, global.getGlobalIndex());
            case ReplayToken replay -> {
                requireNoContext(replay);
                put(node, REPLAY_UNTIL, replay.getTokenAtReset());
                put(node, CURRENT, replay.getCurrentToken());
            }
            default -> throw new IllegalArgumentException("a token of no event store of ours: " + token);
        }
        return node;
    }

    private static void requireNoContext(ReplayToken replay) {
        if (replay.context() != null) {
            throw new IllegalArgumentException("a replay's context is not stored: " + replay);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable TrackingToken token) {
        if (token != null) {
            node.set(name, node(token));
        }
    }

    static @Nullable TrackingToken read(@Nullable String text) {
        return text == null ? null : token(JSON.readTree(text));
    }

    private static @Nullable TrackingToken token(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.has(POSITION)) {
            return new GlobalSequenceTrackingToken(node.get(POSITION).asLong());
        }
        if (node.has(REPLAY_UNTIL)) {
            return ReplayToken.createReplayToken(token(node.get(REPLAY_UNTIL)), token(node.get(CURRENT)));
        }
        throw new IllegalArgumentException("no token: " + node);
    }
}
