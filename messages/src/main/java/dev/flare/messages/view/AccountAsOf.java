package dev.flare.messages.view;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** An account and what its state reflects. */
public record AccountAsOf(@JsonUnwrapped AccountView account, AsOf asOf) {}
