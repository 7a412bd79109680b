package dev.flare.integration.concurrency;

import dev.flare.integration.support.Answer;
import dev.flare.integration.support.Bank;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client that moves random amounts between random accounts, and remembers what it was told. */
final class Transfers {

    /** One request and its answer. */
    record Told(String from, String to, long amount, String reference, Answer answer) {

        boolean isDone() {
            return answer.status() == 201;
        }
    }

    private final Bank bank;
    private final List<String> accounts;
    private final Random random;

    Transfers(Bank bank, List<String> accounts, long seed) {
        this.bank = bank;
        this.accounts = accounts;
        this.random = new Random(seed);
    }

    List<Told> make(int number, int largest) {
        List<Told> told = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            told.add(one(largest));
        }
        return told;
    }

    private Told one(int largest) {
        int from = random.nextInt(accounts.size());
        int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
        long amount = 1 + random.nextInt(largest);
        String reference = Bank.unique("transfer");
        Answer answer = bank.api()
                .post("/api/transfers", Bank.transferring(accounts.get(from), accounts.get(to), amount, reference));
        return new Told(accounts.get(from), accounts.get(to), amount, reference, answer);
    }
}
