package dev.flare.saga.transaction;

import static dev.flare.saga.transaction.Transfers.AMOUNT;
import static dev.flare.saga.transaction.Transfers.AU;
import static dev.flare.saga.transaction.Transfers.PAYEE;
import static dev.flare.saga.transaction.Transfers.PAYER;
import static dev.flare.saga.transaction.Transfers.UK;

import dev.flare.messages.ledger.TransferReceived;
import dev.flare.messages.ledger.TransferRefused;
import dev.flare.messages.ledger.TransferResumed;
import dev.flare.messages.ledger.TransferReturned;
import dev.flare.messages.ledger.TransferSettled;
import dev.flare.messages.supervision.AlertRaised;
import dev.flare.messages.supervision.ReportedState;
import dev.flare.messages.supervision.StepRequested;
import dev.flare.messages.supervision.SupervisionEvent;
import dev.flare.messages.supervision.TransactionEvent;
import dev.flare.saga.transaction.OperatorDecision.Act;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;

/**
 * A transfer between two regions whose steps arrive in any order, again, and as late as they like; whose logs are learned in their
 * own order, interleaved at will, partly again; while deadlines pass and operators act. However it goes, it ends, and money is
 * neither made nor lost.
 */
class TransferModelTest {

    private static final int ROUNDS = 60;

    @Property(tries = 1_000, shrinking = ShrinkingMode.FULL)
    void it_ends_and_money_is_neither_made_nor_lost(@ForAll("scripts") List<Integer> script, @ForAll long seed) {
        World world = new World();
        script.forEach(world::happen);
        world.comeToAnEnd(new Random(seed));
        world.checkTheEnd();
    }

    @Provide
    Arbitrary<List<Integer>> scripts() {
        return Arbitraries.integers()
                .between(0, 16 * 64 - 1)
                .withDistribution(RandomDistribution.uniform())
                .list()
                .ofMaxSize(80);
    }

    private static final class World {

        private final TransferFacts facts = new TransferFacts(Facts.DEADLINE);
        private final ModelRegion source = new ModelRegion(UK);
        private final ModelRegion target = new ModelRegion(AU);
        private final List<StepRequested> asked = new ArrayList<>();
        private final List<StepRequested> pending = new ArrayList<>();
        private final List<String> story = new ArrayList<>();
        private Transaction transaction = Transaction.unknown(Facts.TX);
        private Instant now = Story.START;
        private int alerts;

        World() {
            source.send();
        }

        /** One thing of many: which one, and which of those that are possible. */
        void happen(int number) {
            int which = number / 16;
            switch (number % 16) {
                case 0, 1, 2, 3 -> takeNew(which);
                case 4 -> takeAgain(which);
                case 5, 6, 7 -> learn(source);
                case 8, 9, 10 -> learn(target);
                case 11 -> forget(which);
                case 12 -> deadlinePasses();
                case 13 -> decide("resume", given -> OperatorDecision.decide(given, Act.RESUME, "repaired"));
                case 14 -> target.frozen = which % 4 == 0;
                default -> meddle(which);
            }
            check();
        }

        private void takeNew(int which) {
            if (!pending.isEmpty()) {
                take(pending.remove(which % pending.size()));
            }
        }

        private void takeAgain(int which) {
            if (!asked.isEmpty()) {
                take(asked.get(which % asked.size()));
            }
        }

        private void take(StepRequested step) {
            story.add(step.region() + " takes " + step.step());
            (step.region().equals(UK) ? source : target).take(step);
        }

        private void learn(ModelRegion region) {
            if (region.isTaken()) {
                return;
            }
            RegionFact fact = new RegionFact(region.region, region.next(), Instant.EPOCH, region.row());
            if (fact.event() instanceof TransferResumed) {
                return;
            }
            decide("learns " + fact.event().getClass().getSimpleName(), given -> facts.decide(given, fact));
        }

        private void forget(int which) {
            (which % 2 == 0 ? source : target).forget(1 + which / 2 % 6);
        }

        private void deadlinePasses() {
            transaction.nextDue().ifPresent(one -> {
                Instant due = one.dueAt();
                now = due == null || due.isBefore(now) ? now : due.plusMillis(1);
            });
            decide("deadline", DeadlineDecision::decide);
        }

        private void meddle(int which) {
            Transaction before = transaction;
            Act act = which % 2 == 0 ? Act.COMPENSATE : Act.ABANDON;
            ReportedState state = ReportedState.values()[which % ReportedState.values().length];
            String who = which % 2 == 0 ? Transfers.SOURCE : Transfers.TARGET;
            decide("meddles", given -> OperatorDecision.decide(given, act, "by hand"));
            decide("meddles", new ReportDecision(who, state, null)::decide);
            require(before.equals(transaction), "somebody meddled with it");
        }

        private void decide(String words, Function<Case, Verdict> decision) {
            Verdict verdict = decision.apply(new Case(transaction, TypeRules.usual(TransferSaga.TYPE), now));
            story.add(words + " -> " + transaction.status());
            for (SupervisionEvent event : verdict.events()) {
                Noted at = new Noted(transaction.changed().position() + 1, now);
                transaction = transaction.evolve((TransactionEvent) event, at, "");
                if (event instanceof AlertRaised) {
                    alerts++;
                }
                if (event instanceof StepRequested step) {
                    asked.add(step);
                    pending.add(step);
                }
            }
        }

        /** Whatever was asked for arrives, whatever was recorded is learned, and who waits too long is late. */
        void comeToAnEnd(Random random) {
            for (int round = 0; round < ROUNDS && !isOver(); round++) {
                while (!pending.isEmpty() || !source.isTaken() || !target.isTaken()) {
                    happen(random.nextInt(11) + 16 * random.nextInt(64));
                }
                if (transaction.status() == Status.RUNNING) {
                    deadlinePasses();
                    check();
                }
            }
        }

        private boolean isOver() {
            return pending.isEmpty()
                    && source.isTaken()
                    && target.isTaken()
                    && transaction.status().ended();
        }

        private void check() {
            long learned = source.learnedClearing() + target.learnedClearing();
            require(learned == (transaction.inTransit() ? AMOUNT : 0), "the clearing accounts hold " + learned);
            require(!target.has(TransferReceived.class) || !source.has(TransferReturned.class), "arrived and returned");
            require(!source.has(TransferSettled.class) || target.has(TransferReceived.class), "settled, never arrived");
            require(alerts == transaction.alerts().size(), "an alert was raised and is not there");
            require(alerts <= transaction.resumes() + 1, "more alerts than failures and resumes");
            boolean stands = transaction.status() == Status.HALTED || transaction.status() == Status.COMPENSATING;
            require(!stands || alerts == transaction.resumes() + 1, "it stands, and nobody was told");
        }

        void checkTheEnd() {
            boolean arrived = transaction.status() == Status.COMPLETED;
            require(arrived || transaction.status() == Status.COMPENSATED, "it does not end");
            require(source.balance(PAYER) == (arrived ? -AMOUNT : 0), "the payer's money");
            require(target.balance(PAYEE) == (arrived ? AMOUNT : 0), "the payee's money");
            require(source.balance(UK.clearing()) + target.balance(AU.clearing()) == 0, "money is left between them");
            require(alerts == transaction.resumes() + (arrived ? 0 : 1), "one alert for each failure and resume");
            require(!target.has(TransferRefused.class) || !arrived, "refused, and completed");
            require(arrived == source.has(TransferSettled.class), "completed, and the source does not know");
        }

        private void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise + ": " + transaction.status() + ", resumed " + transaction.resumes()
                        + " times\n" + source + "\n" + target + "\n" + String.join("\n", story));
            }
        }
    }
}
