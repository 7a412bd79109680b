package dev.flare.command.clearing;

import static dev.flare.command.clearing.Crossing.ADA;
import static dev.flare.command.clearing.Crossing.BOB;
import static dev.flare.command.clearing.Crossing.CREDIT;
import static dev.flare.command.clearing.Crossing.RETURN;
import static dev.flare.command.clearing.Crossing.SENT;
import static dev.flare.command.clearing.Crossing.SETTLE;
import static dev.flare.command.clearing.Crossing.decide;
import static dev.flare.command.clearing.Crossing.deposited;
import static dev.flare.command.clearing.Crossing.halt;
import static dev.flare.command.clearing.Crossing.opened;
import static dev.flare.command.clearing.Crossing.resume;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.AccountFrozen;
import dev.flare.messages.ledger.AccountUnfrozen;
import dev.flare.messages.ledger.HaltTransfer;
import dev.flare.messages.ledger.LedgerEvent;
import dev.flare.messages.ledger.ResumeTransfer;
import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.ledger.TransferStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Steps come in any order, any number of times, or never; the account may be frozen and unfrozen between any two. */
class DisorderTest {

    /** Something that happens in the payee's region: a step, or an event of the account. */
    sealed interface Happening {

        record Asked(TransferStep step) implements Happening {}

        record Recorded(LedgerEvent event) implements Happening {}
    }

    private static Happening asked(TransferStep step) {
        return new Happening.Asked(step);
    }

    @Provide
    Arbitrary<List<Happening>> there() {
        return Arbitraries.of(
                        asked(CREDIT),
                        asked(CREDIT),
                        asked(halt("a")),
                        asked(halt("b")),
                        asked(resume("a")),
                        asked(resume("b")),
                        new Happening.Recorded(new AccountFrozen(BOB, "x")),
                        new Happening.Recorded(new AccountUnfrozen(BOB, "x")))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 2_000)
    void money_arrives_once_and_never_past_a_halt_or_a_refusal(@ForAll("there") List<Happening> happenings) {
        List<LedgerEvent> events = new ArrayList<>(List.of(opened(BOB)));
        Set<String> halted = new HashSet<>();
        Set<String> lifted = new HashSet<>();
        for (Happening happening : happenings) {
            switch (happening) {
                case Happening.Recorded recorded -> events.add(recorded.event());
                case Happening.Asked asked -> {
                    note(asked.step(), halted, lifted);
                    decide(events, asked.step()).ifPresent(event -> {
                        if (event instanceof TransferReceived || event instanceof TransferRefused) {
                            assertThat(lifted).containsAll(halted);
                            assertThat(outcomes(events)).isZero();
                        }
                        events.add(event);
                    });
                }
            }
        }
        assertThat(Transit.of(events).isHalted()).isEqualTo(!lifted.containsAll(halted));
        assertThat(outcomes(events)).isLessThanOrEqualTo(1);
    }

    /** A halt counts from when it comes, unless its end came before. */
    private static void note(TransferStep step, Set<String> halted, Set<String> lifted) {
        if (step instanceof HaltTransfer halt && !lifted.contains(halt.alertId())) {
            halted.add(halt.alertId());
        } else if (step instanceof ResumeTransfer resume) {
            lifted.add(resume.alertId());
        }
    }

    private static long outcomes(List<LedgerEvent> events) {
        return count(events, TransferReceived.class) + count(events, TransferRefused.class);
    }

    @Provide
    Arbitrary<List<TransferStep>> here() {
        return Arbitraries.<TransferStep>of(SETTLE, RETURN, halt("a"), resume("a"))
                .list()
                .ofMaxSize(10);
    }

    @Property(tries = 1_000)
    void what_was_sent_ends_once_either_way(@ForAll("here") List<TransferStep> steps, @ForAll boolean sent) {
        List<LedgerEvent> events = new ArrayList<>(List.of(opened(ADA), deposited(ADA, 100)));
        if (sent) {
            events.add(SENT);
        }
        steps.forEach(step -> decide(events, step).ifPresent(events::add));
        long ends = count(events, TransferSettled.class) + count(events, TransferReturned.class);
        boolean asked = steps.contains(SETTLE) || steps.contains(RETURN);
        assertThat(ends).isEqualTo(sent && asked ? 1 : 0);
        assertThat(Crossing.account(ADA, events).openTransfers()).isEqualTo(sent && !asked ? 1 : 0);
    }

    private static long count(List<LedgerEvent> events, Class<?> type) {
        return events.stream().filter(type::isInstance).count();
    }
}
