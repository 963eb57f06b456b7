package io.dropsight.detect.random;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of SDKs by the version that devices log (azure-domain A.5, D, E.4). */
public final class Sdk {
    private static final Pattern DOT_NET =
            Pattern.compile("(?:\\.NET|Microsoft\\.Azure\\.Devices\\.Client)/1\\.(\\d+).*", Pattern.CASE_INSENSITIVE);

    private Sdk() {}

    /**
     * Whether it is known to lose connections without noticing: the Java client under its old name, the C# client
     * before 1.19. Shown beside a verdict; decides nothing.
     *
     * @param sdkVersion as logged
     */
    public static boolean isOld(String sdkVersion) {
        if (sdkVersion.startsWith("com.microsoft.azure.iothub-java-client")) {
            return true;
        }
        Matcher matcher = DOT_NET.matcher(sdkVersion);
        return matcher.matches() && matcher.group(1).length() < 4 && Integer.parseInt(matcher.group(1)) < 19;
    }

    /** What a client usually takes to be back after its connection was reset: the Python client waits for 10 seconds. */
    static double reconnectSeconds(String sdkVersion) {
        return sdkVersion.startsWith("azure-iot-device-iothub-py") ? 11.5 : 3;
    }
}
