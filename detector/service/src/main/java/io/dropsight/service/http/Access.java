package io.dropsight.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who may ask: everybody, or who knows the token, as bearer token or as the password of basic authentication. */
public final class Access {
    private final byte @Nullable [] token;

    private Access(byte @Nullable [] token) {
        this.token = token;
    }

    public static Access of(Optional<String> token) {
        return new Access(token.map(text -> text.getBytes(UTF_8)).orElse(null));
    }

    /** @param authorization the header; null if there is none */
    boolean allows(@Nullable String authorization) {
        byte[] known = token;
        if (known == null) {
            return true;
        }
        if (authorization == null) {
            return false;
        }
        if (authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return MessageDigest.isEqual(
                    known, authorization.substring(7).strip().getBytes(UTF_8));
        }
        return authorization.regionMatches(true, 0, "Basic ", 0, 6)
                && MessageDigest.isEqual(
                        known, password(authorization.substring(6).strip()));
    }

    private static byte[] password(String credentials) {
        try {
            String pair = new String(Base64.getDecoder().decode(credentials), UTF_8);
            return pair.substring(pair.indexOf(':') + 1).getBytes(UTF_8);
        } catch (IllegalArgumentException e) { // no Base64: no password
            return new byte[0];
        }
    }
}
