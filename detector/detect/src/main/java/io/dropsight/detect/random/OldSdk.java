package io.dropsight.detect.random;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SDK versions that are known to lose connections without noticing (azure-domain A.5, D): the Java client under its old
 * name, the C# client before 1.19, the Python client of the first generation. Shown beside a verdict; decides nothing.
 */
public final class OldSdk {
    private static final Pattern DOT_NET =
            Pattern.compile("(?:\\.NET|Microsoft\\.Azure\\.Devices\\.Client)/1\\.(\\d+).*", Pattern.CASE_INSENSITIVE);

    private OldSdk() {}

    /** @param sdkVersion as logged */
    public static boolean is(String sdkVersion) {
        if (sdkVersion.startsWith("com.microsoft.azure.iothub-java-client")) {
            return true;
        }
        Matcher matcher = DOT_NET.matcher(sdkVersion);
        return matcher.matches() && matcher.group(1).length() < 4 && Integer.parseInt(matcher.group(1)) < 19;
    }
}
