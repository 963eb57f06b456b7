package io.dropsight.service.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last verdicts on devices, {@value #MOST} of them: those that changed last. Written by one thread, read by any. */
public final class VerdictBoard {
    static final int MOST = 200_000;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final Map<String, byte[]> verdicts = new LinkedHashMap<>();

    synchronized void put(String key, byte[] value) {
        verdicts.remove(key);
        verdicts.put(key, value);
        if (verdicts.size() > MOST) {
            verdicts.remove(verdicts.keySet().iterator().next());
        }
    }

    /**
     * Those on one device, of each pattern the last.
     *
     * @param device {@code hub/deviceId[/moduleId]}
     */
    public List<JsonNode> of(String device) {
        List<JsonNode> found = new ArrayList<>();
        for (String pattern : List.of("periodic", "random")) {
            byte[] verdict = get(device + "#" + pattern);
            if (verdict != null) {
                try {
                    found.add(MAPPER.readTree(verdict));
                } catch (IOException e) {
                    // a stranger wrote it: it is no verdict
                }
            }
        }
        return found;
    }

    private synchronized byte @Nullable [] get(String key) {
        return verdicts.get(key);
    }
}
