package io.dropsight.detect.device;

import io.dropsight.detect.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The sources that bring records to one partition, by 4-byte ids: a waiting record has no room for a name. */
final class Sources {
    /** More are not told apart from an unnamed one. */
    private static final int MOST = 256;

    /** Before an id, in the settling store. */
    private static final byte KIND = 1;

    private final Store store;
    private final Map<Integer, String> names = new HashMap<>();

    Sources(Store store) {
        this.store = store;
        store.scan(new byte[] {KIND}, new byte[] {KIND + 1}, (key, value) -> {
            if (key[0] == KIND) {
                names.put(ByteBuffer.wrap(key, 1, 4).getInt(), new String(value, StandardCharsets.UTF_8));
            }
            return true;
        });
    }

    /** 0 for one without a name. */
    int id(String name) {
        int id = name.hashCode();
        if (id != 0 && !names.containsKey(id)) {
            if (names.size() >= MOST) {
                return 0;
            }
            names.put(id, name);
            byte[] key = ByteBuffer.allocate(5).put(KIND).putInt(id).array();
            store.put(key, name.getBytes(StandardCharsets.UTF_8));
        }
        return id;
    }

    String name(int id) {
        return names.getOrDefault(id, "");
    }
}
