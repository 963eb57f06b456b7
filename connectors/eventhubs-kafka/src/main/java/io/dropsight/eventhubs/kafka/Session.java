package io.dropsight.eventhubs.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * One consumer from its making to its end, with a pump for each partition that the group gives it. All but
 * {@link #pumps} and {@link #wake} is called by one thread.
 */
final class Session implements ConsumerRebalanceListener, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration END_WITHIN = Duration.ofSeconds(6);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(3);

    private final KafkaLogSettings settings;
    private final LogOpener opener;
    private final Trouble trouble;
    private final Clock clock;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<Integer, Pump> pumps = new ConcurrentSkipListMap<>();
    private final Map<Integer, Thread> threads = new ConcurrentSkipListMap<>();
    private final AtomicLong opened;
    private volatile boolean joined;

    Session(
            KafkaLogSettings settings,
            Clients clients,
            LogOpener opener,
            Trouble trouble,
            Clock clock,
            AtomicLong opened) {
        this.settings = settings;
        this.opener = opener;
        this.trouble = trouble;
        this.clock = clock;
        this.opened = opened;
        this.consumer = clients.consumer();
        consumer.subscribe(List.of(settings.topic()), this);
    }

    Map<Integer, Pump> pumps() {
        return pumps;
    }

    /** The group has said which partitions are ours. */
    boolean hasJoined() {
        return joined;
    }

    void wake() {
        consumer.wakeup();
    }

    /** Reads where there is room, and hands over what came. */
    void turn() {
        List<TopicPartition> full = new ArrayList<>();
        List<TopicPartition> open = new ArrayList<>();
        pumps.forEach((number, pump) -> {
            TopicPartition partition = topicPartition(number);
            pump.takeSeek().ifPresent(offset -> consumer.seek(partition, offset));
            (pump.hasRoom() ? open : full).add(partition);
        });
        consumer.pause(full);
        consumer.resume(open);
        handOver(poll());
        pumps.forEach(this::tellPosition);
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            return ConsumerRecords.empty(); // something has changed: the next turn looks
        } catch (OffsetOutOfRangeException e) {
            e.partitions().forEach(this::askAgain);
            return ConsumerRecords.empty();
        }
    }

    /** All of it, whatever happens: the consumer has gone past it. */
    private void handOver(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Pump pump = pumps.get(partition.partition());
            List<ConsumerRecord<byte[], byte[]>> batch = records.records(partition);
            if (pump != null && !batch.isEmpty()) {
                pump.offer(batch, batch.get(batch.size() - 1).offset() + 1);
            }
        }
    }

    /** It also moves over what is no record: marks of transactions, and what was compacted away. */
    private void tellPosition(int number, Pump pump) {
        try {
            pump.offer(List.of(), consumer.position(topicPartition(number), Duration.ZERO));
        } catch (WakeupException | TimeoutException e) {
            // Not known now; the next turn asks again.
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        joined = true;
        for (TopicPartition partition : assigned) {
            // Any position will do while it is paused; without one the client would ask for a committed one.
            consumer.pause(List.of(partition));
            consumer.seek(partition, 0);
            start(partition.partition());
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        end(revoked.stream().map(TopicPartition::partition).toList());
    }

    @Override
    public void close() {
        end(List.copyOf(pumps.keySet()));
        consumer.close(CloseOptions.timeout(LEAVE_WITHIN));
    }

    private void start(int number) {
        Pump pump = new Pump(
                settings.partition(number),
                opener,
                new PumpState(settings.partition(number)),
                trouble,
                clock,
                settings.clockMargin(),
                consumer::wakeup);
        Thread thread = new Thread(pump, "kafka-source-%s-%d".formatted(settings.topic(), number));
        thread.setDaemon(true);
        pumps.put(number, pump);
        threads.put(number, thread);
        opened.incrementAndGet();
        thread.start();
    }

    /** What they have under way is committed or given up when this returns; what hangs is fenced off by the next owner. */
    private void end(List<Integer> numbers) {
        List<Thread> ending = new ArrayList<>();
        for (int number : numbers) {
            Pump pump = pumps.remove(number);
            Thread thread = threads.remove(number);
            if (pump != null && thread != null) {
                pump.stop();
                ending.add(thread);
            }
        }
        long until = System.nanoTime() + END_WITHIN.toNanos();
        boolean interrupted = false;
        for (Thread thread : ending) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, until - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
            }
            if (thread.isAlive()) {
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void askAgain(TopicPartition partition) {
        Pump pump = pumps.get(partition.partition());
        if (pump != null) {
            pump.restart();
        }
    }

    private TopicPartition topicPartition(int number) {
        return new TopicPartition(settings.topic(), number);
    }
}
