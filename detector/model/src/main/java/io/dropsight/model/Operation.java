package io.dropsight.model;

/** What a Connections record says happened; the numbers are its wire form and stay for ever. */
public enum Operation {
    /** Neither a connect nor a disconnect; kept and counted, never paired. */
    OTHER(0),
    CONNECT(1),
    DISCONNECT(2);

    private final int wire;

    Operation(int wire) {
        this.wire = wire;
    }

    public int wire() {
        return wire;
    }

    /** An unknown number, as a newer writer may send, is {@link #OTHER}. */
    public static Operation ofWire(int wire) {
        return wire == 1 ? CONNECT : wire == 2 ? DISCONNECT : OTHER;
    }
}
