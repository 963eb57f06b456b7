package io.dropsight.eventhubs;

import io.dropsight.intake.OwnershipLog;
import io.dropsight.intake.OwnershipLog.Ownership;
import io.dropsight.intake.SourcePartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Claims in a topic, whose order decides; the log has a time limit of its own. */
final class KafkaClaims implements Claims {
    private final OwnershipLog log;
    private final HubAddress address;

    KafkaClaims(OwnershipLog log, HubAddress address) {
        this.log = log;
        this.address = address;
    }

    @Override
    public List<Claim> list(Duration within) {
        return claims(log.list(source(0).log() + "/"));
    }

    @Override
    public List<Claim> claim(String owner, Map<Integer, Optional<String>> expected, Duration within) {
        List<OwnershipLog.Claim> wanted = new ArrayList<>(expected.size());
        expected.forEach((partition, etag) ->
                wanted.add(new OwnershipLog.Claim(source(partition).text(), owner, etag.orElse(""))));
        return claims(log.claim(wanted));
    }

    private static List<Claim> claims(Collection<Ownership> owned) {
        return owned.stream()
                .map(one -> new Claim(partition(one.item()), one.owner(), one.etag(), one.at()))
                .toList();
    }

    private SourcePartition source(int partition) {
        return PartitionOpener.source(address, partition);
    }

    private static int partition(String item) {
        return Integer.parseInt(item.substring(item.lastIndexOf('/') + 1));
    }
}
