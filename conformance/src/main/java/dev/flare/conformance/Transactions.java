package dev.flare.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The transactions of one case: each with an id that nobody has used. */
final class Transactions {

    private final String prefix;
    private final Sandbox sandbox;
    private final List<String> begun = new ArrayList<>();
    private final Set<String> halted = new HashSet<>();

    /** @param prefix of the run and the case */
    Transactions(String prefix, Sandbox sandbox) {
        this.prefix = prefix;
        this.sandbox = sandbox;
    }

    /** One in which the participant may work. */
    String begin() {
        String id = unheardOf();
        sandbox.begin(id);
        begun.add(id);
        return id;
    }

    /** One that nobody knows of. */
    String unheardOf() {
        return prefix + "-" + begun.size();
    }

    /** It is compensated next. */
    void halt(String id) {
        halted.add(id);
        sandbox.halt(id);
    }

    /**
     * Ends all of them: what is still in force is compensated.
     *
     * @param compensation asks the participant
     */
    void end(Consumer<String> compensation) {
        for (String id : begun) {
            if (!halted.contains(id)) {
                sandbox.halt(id);
                compensation.accept(id);
            }
            sandbox.undone(id);
            sandbox.end(id);
        }
    }
}
