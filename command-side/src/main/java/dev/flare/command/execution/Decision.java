package dev.flare.command.execution;

import dev.flare.command.account.Facts;
import dev.flare.messages.ledger.LedgerEvent;
import java.util.List;
import java.util.function.Function;

/** What a decision rests on, and what it makes of that: events, none when there is nothing to do, or a refusal. */
record Decision(Boundary boundary, Function<Facts, List<LedgerEvent>> events) {}
