package io.dropsight.service.api;

import io.dropsight.service.http.Reply;
import io.dropsight.service.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The description of the API, for machines. */
public final class OpenApi {
    private static final String FILE = "openapi.yaml";

    private OpenApi() {}

    public static List<Route> routes() {
        return List.of(new Route("GET", "/api/openapi.yaml", true, request -> Reply.ok("application/yaml", text())));
    }

    static byte[] text() throws IOException {
        try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IOException(FILE + " is missing from the program: build it anew");
            }
            return in.readAllBytes();
        }
    }
}
