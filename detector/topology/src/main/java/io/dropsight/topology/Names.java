package io.dropsight.topology;

/**
 * Names of topics, stores and steps. They outlive a deployment: renaming one is a migration.
 *
 * @param prefix of every topic, such as {@code dropsight}
 */
public record Names(String prefix) {
    public static final Names DEFAULT = new Names("dropsight");

    static final String READ_FEED = "read-feed";
    static final String DEVICE_STAGE = "device-stage";
    static final String TO_HUBS = "to-hubs";
    static final String SIGNALS = "signals";
    static final String HUB_STAGE = "hub-stage";
    static final String WRITE_ALERTS = "write-alerts";
    static final String WRITE_VERDICTS = "write-verdicts";
    static final String WRITE_DEAD_LETTERS = "write-dead-letters";

    static final String DEVICES = "devices";
    static final String SETTLING = "settling";
    static final String MERGE = "merge";
    static final String BOOK = "book";
    static final String WATERMARKS = "watermarks";

    public String events() {
        return prefix + ".events";
    }

    public String alerts() {
        return prefix + ".alerts";
    }

    public String verdicts() {
        return prefix + ".verdicts";
    }

    public String deadLetters() {
        return prefix + ".deadletters";
    }

    /** Silences, acknowledgements and feedback; the detector does not read it. */
    public String maintenance() {
        return prefix + ".maintenance";
    }
}
