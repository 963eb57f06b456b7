package io.dropsight.detect;

import io.dropsight.model.Auth;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that devices share: a network, an SDK version, a protocol, a way to authenticate. SDK versions and
 * protocols are known by a hash of their text; a hub's book keeps the text.
 *
 * @param id of the kind: a network's leading bytes, a text's hash; never 0
 */
public record Cohort(Kind kind, int id) implements Comparable<Cohort> {
    /** Narrow kinds first: of two that explain a burst equally well, the narrower one is told. */
    public enum Kind {
        NETWORK_24(1, "network"),
        NETWORK_16(2, "network"),
        SDK(3, "sdk"),
        PROTOCOL(4, "protocol"),
        AUTH(5, "auth");

        private final int wire;
        private final String key;

        Kind(int wire, String key) {
            this.wire = wire;
            this.key = key;
        }

        public int wire() {
            return wire;
        }

        /** As alerts name it. */
        public String key() {
            return key;
        }

        public static Kind ofWire(int wire) {
            for (Kind kind : values()) {
                if (kind.wire == wire) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("cohort of kind " + wire + " is not known to this version");
        }
    }

    /** Marks a network of which the bytes are known, so that 0.0.0.0 is not "none". */
    private static final int KNOWN = 1 << 24;

    /** 32 bits of a text (FNV-1a); 0 only for the empty text. */
    public static int idOf(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        int hash = 0x811C9DC5;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return idOf(text.getBytes(StandardCharsets.UTF_8));
            }
            hash = (hash ^ c) * 0x01000193;
        }
        return hash == 0 ? 1 : hash;
    }

    private static int idOf(byte[] text) {
        int hash = 0x811C9DC5;
        for (byte b : text) {
            hash = (hash ^ b) * 0x01000193;
        }
        return hash == 0 ? 1 : hash;
    }

    /** The first three bytes of an address such as {@code 203.0.113.XXX}; 0 if it is none. */
    public static int network24(String maskedAddress) {
        int network = 0;
        int octets = 0;
        int octet = 0;
        int digits = 0;
        for (int i = 0; i < maskedAddress.length() && octets < 3; i++) {
            char c = maskedAddress.charAt(i);
            if (c >= '0' && c <= '9' && digits < 3) {
                octet = octet * 10 + (c - '0');
                digits++;
            } else if (c == '.' && digits > 0 && octet < 256) {
                network = network << 8 | octet;
                octets++;
                octet = 0;
                digits = 0;
            } else {
                return 0;
            }
        }
        return octets == 3 ? network | KNOWN : 0;
    }

    /** The /16 around a /24. */
    public static int network16(int network24) {
        return network24 == 0 ? 0 : (network24 & 0xFFFF00) | KNOWN;
    }

    public static @Nullable Cohort of(Kind kind, int id) {
        return id == 0 ? null : new Cohort(kind, id);
    }

    /** The value as alerts write it, where the id holds it; null for what only a name tells. */
    public @Nullable String value() {
        return switch (kind) {
            case NETWORK_24 -> String.format(Locale.ROOT, "%d.%d.%d.0/24", id >> 16 & 0xFF, id >> 8 & 0xFF, id & 0xFF);
            case NETWORK_16 -> String.format(Locale.ROOT, "%d.%d.0.0/16", id >> 16 & 0xFF, id >> 8 & 0xFF);
            case AUTH -> Auth.ofWire(id).name().toLowerCase(Locale.ROOT);
            case SDK, PROTOCOL -> null;
        };
    }

    @Override
    public int compareTo(Cohort other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : Integer.compare(id, other.id);
    }
}
