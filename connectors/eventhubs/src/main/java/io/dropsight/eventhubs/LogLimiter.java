package io.dropsight.eventhubs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets each logger of Azure's client libraries (and of Reactor below them) say at most {@code lines} things a minute:
 * with wrong credentials, or while the network is away, they log every attempt of every partition with its stack. What
 * matters is said by this module in words, and counted. A turbo filter of Logback, for {@code logback.xml}:
 * {@code <turboFilter class="io.dropsight.eventhubs.LogLimiter"/>}. Thread-safe.
 */
public final class LogLimiter extends TurboFilter {
    private static final long MINUTE = 60_000;
    /** Loggers are classes, so there are few; a bound all the same. */
    private static final int MOST_LOGGERS = 1_000;

    private final Map<String, long[]> windows = new HashMap<>();
    private int lines = 3;

    /** Of one logger in a minute; default 3. */
    public void setLines(int lines) {
        this.lines = lines;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable t) {
        String name = logger.getName();
        if (format == null // only asked whether the level is on
                || !(name.startsWith("com.azure.") || name.startsWith("reactor."))
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        return admit(name, System.currentTimeMillis()) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private synchronized boolean admit(String name, long now) {
        long[] window = windows.get(name); // {begin, lines in it}
        if (window == null || now - window[0] >= MINUTE) {
            if (windows.size() >= MOST_LOGGERS) {
                windows.clear();
            }
            windows.put(name, new long[] {now, 1});
            return true;
        }
        return window[1]++ < lines;
    }
}
