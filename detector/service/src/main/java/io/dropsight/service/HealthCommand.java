package io.dropsight.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dropsight.service.config.RunConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks a running service how it is: the check of a container, which needs no other program for it. */
@Command(
        name = "health",
        description = "Asks the service on this machine whether it is ready; exit code 0 if it is, else 1.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  dropsight health --config dropsight.yaml       where http.port says",
            "  dropsight health --live                        is it alive, ready or not",
            "  dropsight health --url https://dropsight.plant.example"
        })
final class HealthCommand implements Callable<Integer> {
    private static final int WITHIN_MILLIS = 5_000;
    private static final int MOST_SHOWN_BYTES = 64 * 1024;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final ConfigFile file = new ConfigFile();

    @Option(names = "--live", description = "ask whether it is alive, not whether it is ready")
    private boolean live;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "where the service is (default: this machine, at the configured port)")
    private @Nullable String url;

    @Override
    public Integer call() {
        String path = live ? "/health/live" : "/health/ready";
        String where = url == null ? "" : url;
        try {
            HttpURLConnection question;
            if (url == null) {
                RunConfig.Http http = file.load().config().http();
                where = own(http);
                question = open(where + path);
                trust(question, http);
            } else {
                question = open(where.replaceAll("/+$", "") + path);
            }
            return tell(question);
        } catch (IOException e) {
            spec.commandLine().getErr().println(Text.safe("%s does not answer: %s".formatted(where, e.getMessage())));
            return Main.FAILED;
        }
    }

    /** The address at which this machine reaches the service. */
    private String own(RunConfig.Http http) {
        if (http.port() == 0) {
            throw new ParameterException(
                    spec.commandLine(), "http.port is 0, which takes any free port: name the address with --url");
        }
        InetSocketAddress address = new InetSocketAddress(http.host(), http.port());
        boolean all = address.getAddress() == null || address.getAddress().isAnyLocalAddress();
        String host = all ? "127.0.0.1" : http.host();
        return "%s://%s:%d"
                .formatted(
                        http.keystore().isPresent() ? "https" : "http",
                        host.contains(":") ? "[" + host + "]" : host,
                        http.port());
    }

    private HttpURLConnection open(String address) throws IOException {
        try {
            if (new URL(address).openConnection() instanceof HttpURLConnection connection) {
                return connection;
            }
        } catch (MalformedURLException e) { // falls through to the same words
        }
        throw new ParameterException(
                spec.commandLine(),
                "--url is \"%s\": use an address that begins with http:// or https://".formatted(url));
    }

    /** The certificate has to be the service's own, whatever name it was made for: nobody asks this machine by that name. */
    private static void trust(HttpURLConnection question, RunConfig.Http http) throws IOException {
        if (question instanceof HttpsURLConnection secure && http.keystore().isPresent()) {
            try {
                secure.setSSLSocketFactory(KeyStores.trusting(
                                http.keystore().get(), http.keystorePassword().orElse(""))
                        .getSocketFactory());
            } catch (GeneralSecurityException e) {
                throw new IOException("http.keystore cannot be used: " + e.getMessage(), e);
            }
            secure.setHostnameVerifier((name, session) -> true);
        }
    }

    private int tell(HttpURLConnection question) throws IOException {
        question.setConnectTimeout(WITHIN_MILLIS);
        question.setReadTimeout(WITHIN_MILLIS);
        question.setInstanceFollowRedirects(false);
        try {
            boolean well = question.getResponseCode() == HttpURLConnection.HTTP_OK;
            try (InputStream body = well ? question.getInputStream() : question.getErrorStream()) {
                String words = body == null ? "" : new String(body.readNBytes(MOST_SHOWN_BYTES), UTF_8);
                spec.commandLine()
                        .getOut()
                        .println(Text.safe(words.isBlank() ? "HTTP " + question.getResponseCode() : words.strip()));
            }
            return well ? Main.OK : Main.FAILED;
        } finally {
            question.disconnect();
        }
    }
}
