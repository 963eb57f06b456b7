package io.dropsight.service.http;

import java.util.List;

/**
 * What answers under a path.
 *
 * @param method    GET, POST or DELETE
 * @param path      such as {@code /api/devices/{hub}/{id}}: parts in braces match anything
 * @param forAnyone whether no token is asked for
 */
public record Route(String method, String path, boolean forAnyone, Handler handler) {
    /** Answers; an exception of its own becomes a 500 without details. */
    @FunctionalInterface
    public interface Handler {
        Reply answer(Request request) throws Exception;
    }

    List<String> parts() {
        return List.of(path.substring(1).split("/", -1));
    }

    boolean matches(List<String> asked) {
        List<String> parts = parts();
        if (parts.size() != asked.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).startsWith("{") && !parts.get(i).equals(asked.get(i))) {
                return false;
            }
        }
        return true;
    }
}
