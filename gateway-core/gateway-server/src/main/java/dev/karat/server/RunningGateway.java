package dev.karat.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to reach the gateway that runs on a data folder, as {@code gateway.json} there tells.
 *
 * @param url address of the server, without a slash at the end
 * @param port port it listens on
 * @param pid process id
 * @param tokenFile absolute path of the file with the admin's token
 */
public record RunningGateway(String url, int port, long pid, String tokenFile) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the folder tells, if it tells anything. After a crash it may speak of a gateway that is no more. */
    public static Optional<RunningGateway> of(Path data) {
        Path file = file(data);
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), RunningGateway.class))
                    : Optional.empty();
        } catch (IOException failure) {
            throw DataDirectory.unusable(file, failure);
        }
    }

    void announce(Path data) {
        try {
            PrivateFile.write(file(data), JSON.writeValueAsString(this) + "\n");
        } catch (IOException failure) {
            throw DataDirectory.unusable(file(data), failure);
        }
    }

    static void withdraw(Path data) {
        try {
            Files.deleteIfExists(file(data));
        } catch (IOException failure) {
            throw DataDirectory.unusable(file(data), failure);
        }
    }

    private static Path file(Path data) {
        return data.resolve("gateway.json");
    }
}
