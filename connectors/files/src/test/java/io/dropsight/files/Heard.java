package io.dropsight.files;

import io.dropsight.model.DiagnosticEvent;
import io.dropsight.model.FeedSink;
import io.dropsight.model.MetricSample;
import io.dropsight.model.Rejection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A sink that remembers. */
class Heard implements FeedSink {
    record Item(Instant arrival, long position, Object what) {}

    final List<Item> items = new ArrayList<>();
    final List<Rejection> rejections = new ArrayList<>();

    @Override
    public void event(Instant arrival, long position, DiagnosticEvent event) {
        items.add(new Item(arrival, position, event));
    }

    @Override
    public void metric(Instant arrival, long position, MetricSample sample) {
        items.add(new Item(arrival, position, sample));
    }

    @Override
    public void reject(Rejection rejection) {
        rejections.add(rejection);
    }

    List<String> devices() {
        return items.stream()
                .map(item -> item.what() instanceof DiagnosticEvent event
                        ? event.device().text()
                        : ((MetricSample) item.what()).hub())
                .toList();
    }
}
