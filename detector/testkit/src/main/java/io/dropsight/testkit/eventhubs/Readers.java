package io.dropsight.testkit.eventhubs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who reads what, and the rule of epochs: the highest wins, an equal one takes over. */
final class Readers {
    private final List<ReaderLink> all = new ArrayList<>();

    /** Why a reader with this epoch may not come now, or null if it may. */
    @Nullable
    String objection(ReaderLink.Key key, @Nullable Long epoch) {
        Long highest = of(key).stream()
                .map(ReaderLink::epoch)
                .filter(Objects::nonNull)
                .max(Long::compare)
                .orElse(null);
        if (highest == null) {
            return null;
        }
        if (epoch == null) {
            return "A reader with epoch " + highest + " is there, so one without epoch is not allowed";
        }
        return epoch < highest ? "Epoch " + epoch + " is lower than " + highest + " of the present reader" : null;
    }

    /** Lets the reader in; if it has an epoch, the present ones of its group are detached. */
    void add(ReaderLink reader) {
        if (reader.epoch() != null) {
            of(reader.key())
                    .forEach(present -> present.end(
                            ReaderLink.STOLEN,
                            "New receiver with epoch " + reader.epoch() + " took over from epoch " + present.epoch()));
        }
        all.add(reader);
    }

    void remove(ReaderLink reader) {
        all.remove(reader);
    }

    /** The readers for which the condition holds, in the order they came. */
    List<ReaderLink> where(Predicate<ReaderLink> condition) {
        return all.stream().filter(condition).toList();
    }

    private List<ReaderLink> of(ReaderLink.Key key) {
        return where(reader -> reader.key().equals(key));
    }
}
