package io.dropsight.service.maintenance;

/** Patterns of device ids. In time that grows with the lengths alone, whoever wrote the pattern. */
final class Glob {
    private Glob() {}

    /** @param glob in which {@code *} stands for any text and {@code ?} for one character */
    static boolean matches(String glob, String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length()) {
            if (in < glob.length() && glob.charAt(in) == '*') {
                star = in++;
                resume = at;
            } else if (in < glob.length() && (glob.charAt(in) == '?' || glob.charAt(in) == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) { // let the last star stand for one character more
                in = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < glob.length() && glob.charAt(in) == '*') {
            in++;
        }
        return in == glob.length();
    }
}
