package io.dropsight.testkit.eventhubs;

import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.DescribedType;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.transport.Source;
import org.jspecify.annotations.Nullable;

/** Where a reader begins: the selector of its source, such as {@code amqp.annotation.x-opt-offset > '-1'}. */
final class StartPosition {
    private static final Symbol SELECTOR = Symbol.valueOf("apache.org:selector-filter:string");
    private static final String OFFSET = "x-opt-offset";
    private static final String SEQUENCE = "x-opt-sequence-number";
    private static final Pattern FORM = Pattern.compile("amqp\\.annotation\\.(x-opt-[a-z-]+)\\s*(>=?)\\s*'([^']*)'");

    /** The position is behind the last event: it is of another hub, or of one that was deleted since. */
    static final class BeyondEnd extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        /** Worded as the service does, since clients have nothing else to tell it by. */
        BeyondEnd(String what, String supplied, String last) {
            super("The supplied " + what + " '" + supplied + "' is invalid. The last " + what + " in the system is '"
                    + last + "'");
        }
    }

    private StartPosition() {}

    /** The selector of a source, or null if it has none. */
    static @Nullable String selector(Source source) {
        if (!(source instanceof org.apache.qpid.proton.amqp.messaging.Source messaging)) {
            return null;
        }
        Map<?, ?> filter = messaging.getFilter();
        Object value = filter == null ? null : filter.get(SELECTOR);
        if (value instanceof DescribedType described) {
            value = described.getDescribed();
        }
        return value == null ? null : value.toString();
    }

    /**
     * The sequence number of the first event to send.
     *
     * @throws BeyondEnd                if the offset or sequence number is higher than the last
     * @throws IllegalArgumentException if the selector has another form
     */
    static long find(@Nullable String selector, PartitionLog log, OffsetStyle offsets) {
        if (selector == null) {
            return log.first();
        }
        Matcher form = FORM.matcher(selector);
        if (!form.matches()) {
            throw new IllegalArgumentException("Selector \"" + selector + "\" is not of the form " + FORM.pattern());
        }
        String value = Objects.requireNonNull(form.group(3));
        if (value.equals("@latest")) {
            return log.next();
        }
        boolean inclusive = ">=".equals(form.group(2));
        String annotation = Objects.requireNonNull(form.group(1));
        checkEnd(annotation, value, log, offsets);
        return log.firstWhere(condition(annotation, value, inclusive, offsets));
    }

    private static void checkEnd(String annotation, String value, PartitionLog log, OffsetStyle offsets) {
        if (annotation.equals(OFFSET) && offsets.rank(value) > offsets.rank(log.lastOffset())) {
            throw new BeyondEnd("offset", value, log.lastOffset());
        }
        if (annotation.equals(SEQUENCE) && Long.parseLong(value) >= log.next()) {
            throw new BeyondEnd("sequence number", value, Long.toString(log.next() - 1));
        }
    }

    private static Predicate<StoredEvent> condition(
            String annotation, String value, boolean inclusive, OffsetStyle offsets) {
        return switch (annotation) {
            case OFFSET -> {
                long wanted = offsets.rank(value);
                yield event -> isPast(offsets.rank(event.offset()), wanted, inclusive);
            }
            case SEQUENCE -> {
                long wanted = Long.parseLong(value);
                yield event -> isPast(event.sequence(), wanted, inclusive);
            }
            case "x-opt-enqueued-time" -> {
                long wanted = Long.parseLong(value);
                yield event -> isPast(event.enqueuedAt().toEpochMilli(), wanted, inclusive);
            }
            default -> throw new IllegalArgumentException("No selection by " + annotation);
        };
    }

    private static boolean isPast(long value, long wanted, boolean inclusive) {
        return inclusive ? value >= wanted : value > wanted;
    }
}
