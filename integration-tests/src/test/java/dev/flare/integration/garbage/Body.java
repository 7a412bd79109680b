package dev.flare.integration.garbage;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bodies that were valid once. */
final class Body {

    private static final String HERE = "\"<here>\"";

    private final Noise noise;

    Body(Noise noise) {
        this.noise = noise;
    }

    byte[] of(JsonNode example) {
        String json = example.toString();
        return switch (noise.upTo(9)) {
            case 0 -> noise.bytes(300);
            case 1 -> utf8(json.substring(0, noise.upTo(json.length())));
            case 2 -> flipped(utf8(json));
            case 3 -> utf8(noise.value());
            case 4 -> utf8(with(json, noise.value() + ":" + noise.value()));
            case 5 -> utf8(with(json, "\"" + noise.from(names(example)) + "\":" + noise.value()));
            case 6 -> utf8(with(json, "\"unknown\":1"));
            case 7 -> utf8(json);
            default -> utf8(replaced(example));
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One more member at the end. */
    private static String with(String json, String member) {
        return json.substring(0, json.length() - 1) + "," + member + "}";
    }

    private static List<String> names(JsonNode example) {
        return List.copyOf(example.propertyNames());
    }

    private byte[] flipped(byte[] json) {
        ByteArrayOutputStream flipped = new ByteArrayOutputStream();
        for (byte each : json) {
            if (noise.oneIn(25)) {
                flipped.writeBytes(noise.bytes(3));
            } else {
                flipped.write(each);
            }
        }
        return flipped.toByteArray();
    }

    /** Another value at some place, however deep. */
    private String replaced(JsonNode example) {
        JsonNode copy = example.deepCopy();
        List<JsonNode> places = new ArrayList<>();
        collect(copy, places);
        JsonNode place = noise.from(places);
        if (place instanceof ObjectNode object && !object.isEmpty()) {
            object.put(noise.from(List.copyOf(object.propertyNames())), "<here>");
        } else if (place instanceof ArrayNode array && !array.isEmpty()) {
            array.set(noise.upTo(array.size() - 1), "<here>");
        }
        return copy.toString().replace(HERE, noise.value());
    }

    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainer()) {
            places.add(node);
            node.forEach(child -> collect(child, places));
        }
    }
}
