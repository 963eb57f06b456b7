package io.dropsight.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.server.ServerSocketFactory;

/** Loopback sockets, bound to free ports before the broker is configured and then handed to it. */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {
    static final int ANY_PORT = 0;

    private final Map<Integer, ServerSocketChannel> notYetTaken = new HashMap<>();

    /** @return the port that is now held: the one given, or a free one */
    synchronized int bind(int wanted) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), wanted));
            int port = channel.socket().getLocalPort();
            notYetTaken.put(port, channel);
            return port;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public synchronized ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress address, int backlog, int receiveBuffer) throws IOException {
        ServerSocketChannel channel = notYetTaken.remove(address.getPort());
        if (channel == null) {
            throw new IOException("No socket was bound for listener %s on %s".formatted(listenerName, address));
        }
        channel.configureBlocking(false);
        if (receiveBuffer != Selectable.USE_DEFAULT_BUFFER_SIZE) {
            channel.socket().setReceiveBufferSize(receiveBuffer);
        }
        return channel;
    }

    /** Closes the sockets that the broker has not taken. */
    @Override
    public synchronized void close() throws IOException {
        for (ServerSocketChannel channel : notYetTaken.values()) {
            channel.close();
        }
        notYetTaken.clear();
    }
}
