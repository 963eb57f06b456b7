package io.dropsight.testkit.eventhubs;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedLong;
import org.apache.qpid.proton.amqp.messaging.Target;
import org.apache.qpid.proton.engine.Link;
import org.apache.qpid.proton.engine.Receiver;
import org.apache.qpid.proton.engine.Sender;
import org.jspecify.annotations.Nullable;

/** Decides what a link that a client attaches is for, by its address. */
final class Attachments {
    private static final Pattern READ = Pattern.compile("(?i)/?([^/]+)/ConsumerGroups/([^/]+)/Partitions/([^/]+)");
    private static final Pattern WRITE = Pattern.compile("(?i)/?([^/]+)(?:/Partitions/([^/]+))?");
    private static final Symbol EPOCH = Symbol.valueOf("com.microsoft:epoch");
    private static final Symbol IDENTIFIER = Symbol.valueOf("com.microsoft:receiver-name");
    private static final String NOT_FOUND = "amqp:not-found";
    private static final String BEYOND_END = "com.microsoft:argument-error";
    private static final String NO_PARTITION = "com.microsoft:argument-out-of-range";

    private final Broker broker;
    private final Map<String, RequestLink.Node> nodes;

    Attachments(Broker broker) {
        this.broker = broker;
        nodes = Map.of("$cbs", new TokenNode(broker), "$management", new ManagementNode(broker));
    }

    void attach(ServerConnection connection, Link link) {
        String address = address(link);
        RequestLink.Node node = nodes.get(address);
        String fault = broker.faults().attachCondition();
        if (node != null) {
            attachNode(connection, link, address, node);
        } else if (fault != null) {
            refuse(connection, link, fault, "The test asked for it (" + fault + ")");
        } else if (link instanceof Sender sender) {
            attachReader(connection, sender, address);
        } else {
            attachWriter(connection, (Receiver) link, address);
        }
    }

    private static String address(Link link) {
        Object terminus = link instanceof Sender ? link.getRemoteSource() : link.getRemoteTarget();
        String address = null;
        if (terminus instanceof org.apache.qpid.proton.amqp.messaging.Source source) {
            address = source.getAddress();
        } else if (terminus instanceof Target target) {
            address = target.getAddress();
        }
        return address == null ? "" : address;
    }

    private static void attachNode(ServerConnection connection, Link link, String address, RequestLink.Node node) {
        if (link instanceof Receiver receiver) {
            RequestLink requests = new RequestLink(address, node, receiver, connection);
            Links.open(link, requests);
            requests.start();
        } else {
            Links.open(link, new LinkHandler() {});
        }
    }

    private void attachReader(ServerConnection connection, Sender sender, String address) {
        Matcher form = READ.matcher(address);
        Hub hub = form.matches() ? broker.hubs().find(Objects.requireNonNull(form.group(1))) : null;
        if (hub == null) {
            refuse(connection, sender, NOT_FOUND, "No entity '" + address + "'");
            return;
        }
        Integer partition = Broker.partitionIndex(hub, form.group(3));
        if (partition == null) {
            refuse(connection, sender, NO_PARTITION, "No partition " + form.group(3) + " in '" + hub.name() + "'");
            return;
        }
        String group = Objects.requireNonNull(form.group(2)).toLowerCase(Locale.ROOT);
        ReaderLink.Key key = new ReaderLink.Key(hub, group, partition);
        Long epoch = epoch(sender);
        String objection = broker.readers().objection(key, epoch);
        if (objection != null) {
            refuse(connection, sender, ReaderLink.STOLEN, objection);
            return;
        }
        String selector = StartPosition.selector(sender.getRemoteSource());
        long start;
        try {
            start = StartPosition.find(
                    selector, hub.partition(partition), broker.options().offsets());
        } catch (StartPosition.BeyondEnd e) {
            refuse(connection, sender, BEYOND_END, String.valueOf(e.getMessage()));
            return;
        } catch (IllegalArgumentException e) {
            refuse(connection, sender, "amqp:invalid-field", String.valueOf(e.getMessage()));
            return;
        }
        traceReader(connection, sender, address, epoch, selector);
        ReaderLink reader = new ReaderLink(key, epoch, start, sender, connection, broker);
        broker.readers().add(reader);
        connection.readers().add(reader);
        Links.open(sender, reader);
    }

    private void traceReader(
            ServerConnection connection,
            Sender sender,
            String address,
            @Nullable Long epoch,
            @Nullable String selector) {
        Map<String, String> details = new HashMap<>();
        if (selector != null) {
            details.put("filter", selector);
        }
        if (epoch != null) {
            details.put("epoch", epoch.toString());
        }
        Object identifier = property(sender, IDENTIFIER);
        if (identifier != null) {
            details.put("identifier", identifier.toString());
        }
        Symbol[] capabilities = sender.getRemoteDesiredCapabilities();
        if (capabilities != null) {
            details.put("capabilities", java.util.Arrays.toString(capabilities));
        }
        broker.trace().add(TraceEvent.Kind.READER_ATTACHED, connection.number(), address, details);
    }

    private void attachWriter(ServerConnection connection, Receiver receiver, String address) {
        Matcher form = WRITE.matcher(address);
        Hub hub = form.matches() ? broker.hubs().find(Objects.requireNonNull(form.group(1))) : null;
        if (hub == null) {
            refuse(connection, receiver, NOT_FOUND, "No entity '" + address + "'");
            return;
        }
        Integer partition = null;
        if (form.group(2) != null) {
            partition = Broker.partitionIndex(hub, form.group(2));
            if (partition == null) {
                refuse(connection, receiver, NO_PARTITION, "No partition " + form.group(2));
                return;
            }
        }
        broker.trace().add(TraceEvent.Kind.WRITER_ATTACHED, connection.number(), address, Map.of());
        receiver.setMaxMessageSize(UnsignedLong.valueOf(broker.options().maxMessageBytes()));
        WriterLink writer = new WriterLink(hub, partition, receiver, connection, broker);
        broker.addWriter(writer);
        Links.open(receiver, writer);
        receiver.flow(WriterLink.CREDIT);
    }

    private void refuse(ServerConnection connection, Link link, String condition, String description) {
        broker.trace().add(TraceEvent.Kind.REFUSED, connection.number(), address(link), Map.of("condition", condition));
        Links.refuse(link, condition, description);
    }

    private static @Nullable Long epoch(Link link) {
        return property(link, EPOCH) instanceof Number number ? (Long) number.longValue() : null;
    }

    private static @Nullable Object property(Link link, Symbol name) {
        Map<Symbol, Object> properties = link.getRemoteProperties();
        return properties == null ? null : properties.get(name);
    }
}
