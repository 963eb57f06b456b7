package io.dropsight.azure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads ISO-8601 instants as Azure writes them: 0 to 9 fraction digits, {@code Z} or an offset; without a zone it is
 * UTC, without seconds the full minute; blanks around it, and a blank instead of {@code T}, are accepted.
 */
final class Timestamps {
    /** 2015-01-01T00:00:00Z: IoT Hub's first year of logs. */
    static final long EARLIEST_SECOND = 1_420_070_400L;
    /** 2100-01-01T00:00:00Z, exclusive. */
    static final long LATEST_SECOND = 4_102_444_800L;

    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private final String text;
    private int at;
    private boolean bad;

    private Timestamps(String text) {
        this.text = text;
    }

    static boolean inRange(Instant instant) {
        long second = instant.getEpochSecond();
        return second >= EARLIEST_SECOND && second < LATEST_SECOND;
    }

    /** Null if the text is no instant; the years 0000 to 9999 are read. */
    static @Nullable Instant parse(String text) {
        return new Timestamps(text.strip()).parse();
    }

    private @Nullable Instant parse() {
        int year = number(4, 9999);
        expect('-');
        int month = number(2, 12);
        expect('-');
        int day = number(2, 31);
        if (bad || month < 1 || day < 1 || day > daysOf(year, month)) {
            return null;
        }
        char between = next();
        bad = between != 'T' && between != 't' && between != ' ';
        int hour = number(2, 23);
        expect(':');
        int minute = number(2, 59);
        int second = 0;
        int nanos = 0;
        if (peek() == ':') {
            at++;
            second = number(2, 59);
            if (peek() == '.') {
                at++;
                nanos = fraction();
            }
        }
        int offset = offsetSeconds();
        if (bad || at < text.length()) {
            return null;
        }
        long days = epochDay(year, month, day);
        return Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second - offset, nanos);
    }

    private int fraction() {
        int value = 0;
        int digits = 0;
        while (isDigit(peek()) && digits < 9) {
            value = value * 10 + (next() - '0');
            digits++;
        }
        for (int i = digits; i < 9; i++) {
            value *= 10;
        }
        return value;
    }

    private int offsetSeconds() {
        char sign = peek();
        if (sign == 'Z' || sign == 'z') {
            at++;
        } else if (sign == '+' || sign == '-') {
            at++;
            int hours = number(2, 18);
            if (peek() == ':') {
                at++;
            }
            int minutes = at < text.length() ? number(2, 59) : 0;
            int seconds = hours * 3_600 + minutes * 60;
            bad |= seconds > 18 * 3_600;
            return sign == '-' ? -seconds : seconds;
        }
        return 0;
    }

    private int number(int digits, int max) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            char c = next();
            bad |= !isDigit(c);
            value = value * 10 + (c - '0');
        }
        bad |= value > max;
        return value;
    }

    private void expect(char c) {
        bad |= next() != c;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int daysOf(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar, from counted March years. */
    private static long epochDay(int year, int month, int day) {
        long y = month > 2 ? year : year - 1L;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }
}
