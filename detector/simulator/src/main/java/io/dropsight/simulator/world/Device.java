package io.dropsight.simulator.world;

import io.dropsight.model.Auth;
import io.dropsight.model.DeviceKey;
import io.dropsight.simulator.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A device: what it is, and what it and the hub know of its connection. The world alone changes its state. */
public final class Device {
    private static final List<String> TRADES = List.of("press", "pump", "meter", "cam", "gw", "valve", "scale", "kiln");
    private static final double X509_SHARE = 0.3;

    final int index;
    final DeviceKey key;
    final Dice dice;
    final Dice post;
    final Network network;
    final List<Trait> traits = new ArrayList<>(2);
    Client client;
    String sdkVersion;
    String protocol;
    Auth auth;
    List<String> addresses;
    double packetSeconds;
    double outerLoopSeconds;
    double firstConnectAt;
    double slowReturnSeconds;

    boolean powered = true;
    double cutOffUntil = Double.NEGATIVE_INFINITY;
    boolean hubConnected;
    /** Whether the client, too, thinks that it is connected. */
    boolean live;

    double connectedAt;
    String address = "";
    int session;
    int plan;
    int attempt;
    Code refusal = Code.NONE;
    int staleAttempts;

    @Nullable
    Trouble refusalTrouble;

    @Nullable
    Trait next;
    /** What the hub's pending close of a half-open session will be put down to. */
    @Nullable
    Blame halfOpen;
    /** What waits for its return. */
    @Nullable
    Blame awaited;

    @Nullable
    EchoWave echo;

    @Nullable
    EchoWave nextEcho;

    int unexplainedErrors;
    int sequence;

    Device(WorldSpec spec, int index) {
        Dice traitDice = Dice.of(spec.chance(), Dice.Strand.TRAITS, index);
        this.index = index;
        this.dice = Dice.of(spec.chance(), Dice.Strand.STORY, index);
        this.post = Dice.of(spec.chance(), Dice.Strand.DELIVERY, index);
        this.key = DeviceKey.of(spec.hub(), String.format(Locale.ROOT, "%s-%05d", traitDice.oneOf(TRADES), index));
        this.network = Network.of(spec.chance(), index);
        this.addresses = network.addresses(traitDice);
        this.client = Client.any(traitDice);
        this.sdkVersion = client.anyVersion(traitDice);
        this.protocol = client.anyProtocol(traitDice);
        this.auth = traitDice.chance(X509_SHARE) ? Auth.X509 : Auth.SAS;
        this.packetSeconds = traitDice.logNormal(60, 1);
        this.outerLoopSeconds = traitDice.between(30, 600);
        this.firstConnectAt = -traitDice.between(60, 86_400);
    }

    public int index() {
        return index;
    }

    public DeviceKey key() {
        return key;
    }

    public Network network() {
        return network;
    }

    /** Whether it is behind its site's NAT; a roaming device is not. */
    public boolean isOnSite() {
        return addresses.size() == 1;
    }

    public String sdkVersion() {
        return sdkVersion;
    }

    public String protocol() {
        return protocol;
    }

    public Auth auth() {
        return auth;
    }

    public boolean isAmqp() {
        return protocol.startsWith("Amqp");
    }

    public boolean isConnected() {
        return hubConnected;
    }

    public Device with(Trait trait) {
        traits.add(trait);
        return this;
    }

    public Device withAuth(Auth newAuth) {
        auth = newAuth;
        return this;
    }

    public Device withClient(Client newClient, String newProtocol, boolean newest) {
        client = newClient;
        protocol = newProtocol;
        sdkVersion = newest ? newClient.newest() : newClient.older();
        return this;
    }

    public Device withSdkVersion(String version) {
        sdkVersion = version;
        return this;
    }

    /** Its refused program tries again after so long; of transient errors the library tries by itself. */
    public Device withOuterLoop(double seconds) {
        outerLoopSeconds = seconds;
        return this;
    }

    /** A broken reconnect: the first attempt comes up to so much later than it should. */
    public Device withSlowReturn(double seconds) {
        slowReturnSeconds = seconds;
        return this;
    }

    /** @param seconds since the log's start; mostly before it */
    public Device firstConnectingAt(double seconds) {
        firstConnectAt = seconds;
        return this;
    }

    /** Any traffic is a sign of life, so that packets are no further apart than pings, and mostly nearer. */
    double secondsBetweenPackets() {
        return Math.min(client.pingSeconds(isAmqp()), Math.max(2, packetSeconds));
    }

    double silenceSeconds() {
        return client.silenceSeconds(isAmqp());
    }

    Code replaced() {
        return isAmqp() ? Code.LINK_CONFLICT : Code.REPLACED;
    }

    @Nullable
    TokenClock token() {
        for (Trait trait : traits) {
            if (trait instanceof TokenClock token) {
                return token;
            }
        }
        return null;
    }
}
