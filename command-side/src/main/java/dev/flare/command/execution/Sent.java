package dev.flare.command.execution;

import dev.flare.command.transit.Transit;
import dev.flare.messages.ledger.TransferSent;

/** A transfer to another region, and how far it is in the one that sent it. */
public record Sent(TransferSent event, Transit transit) {}
