package io.dropsight.service.health;

/**
 * How one part is.
 *
 * @param name  such as {@code kafka} or {@code source plant/3}
 * @param words why it is so, and what to do; empty where all is well
 */
public record Part(String name, State state, String words) {
    /** In which state. */
    public enum State {
        UP,
        /** Not yet there, or waiting for something outside: it comes back by itself. */
        WAITING,
        /** It does not come back by itself. */
        FAILED
    }

    public static Part up(String name) {
        return new Part(name, State.UP, "");
    }

    public static Part waiting(String name, String words) {
        return new Part(name, State.WAITING, words);
    }

    public static Part failed(String name, String words) {
        return new Part(name, State.FAILED, words);
    }
}
