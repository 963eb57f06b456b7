package io.dropsight.service;

/** An exception as one line for people. */
final class Failure {
    private static final int MOST_CAUSES = 3;

    private Failure() {}

    static String inWords(Throwable error) {
        StringBuilder words = new StringBuilder();
        int depth = 0;
        String before = "";
        for (Throwable it = error; it != null && depth < MOST_CAUSES; it = it.getCause(), depth++) {
            String message = it.getMessage() == null ? it.getClass().getSimpleName() : it.getMessage();
            String line = Text.safe(message.lines().findFirst().orElse(""));
            if (!before.contains(line)) {
                words.append(depth == 0 ? "" : ": ").append(line);
                before = words.toString();
            }
        }
        if (error instanceof OutOfMemoryError || error.getCause() instanceof OutOfMemoryError) {
            words.append("; give it more with DROPSIGHT_JAVA_OPTS=-Xmx4g");
        }
        return words.toString();
    }
}
