package dev.flare.conformance;

/** Nobody: the participant alone is asked. */
record Alone() implements Sandbox {

    @Override
    public void begin(String transactionId) {}

    @Override
    public void halt(String transactionId) {}

    @Override
    public void undone(String transactionId) {}

    @Override
    public void end(String transactionId) {}
}
