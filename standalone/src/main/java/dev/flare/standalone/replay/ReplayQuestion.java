package dev.flare.standalone.replay;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is asked: everything at one moment, or one region or one account of it. The words are those of the REST query.
 *
 * @param parameters by name, those that were given
 */
record ReplayQuestion(Map<String, String> parameters) {

    ReplayQuestion {
        parameters = new LinkedHashMap<>(parameters);
    }
}
