package dev.karat.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Everything under {@code karat.*}. What decides about customers is not here but in {@code gateway.yaml}.
 *
 * @param data folder of everything that is stored
 * @param routes folder of {@code gateway.yaml} and the route files
 * @param connectors folder with one folder per connector
 * @param routesPoll how often changed route files are looked for
 * @param rematch decide anew about all records if another policy made the stored profiles
 */
@ConfigurationProperties("karat")
public record GatewaySettings(
        @DefaultValue("data") Path data,
        @DefaultValue("routes") Path routes,
        @DefaultValue("connectors") Path connectors,
        @DefaultValue("2s") Duration routesPoll,
        @DefaultValue("false") boolean rematch,
        @DefaultValue Ingest ingest,
        @DefaultValue Delivery delivery,
        @DefaultValue Webhooks webhooks,
        @DefaultValue Events events,
        @DefaultValue Store store,
        @DefaultValue History history,
        @DefaultValue Cluster cluster,
        @DefaultValue Security security) {

    /**
     * Limits of what is taken in.
     *
     * @param recordBytesMax largest record; a larger one goes to the dead letters
     * @param queuePagesMax pages that wait for the writer before sources are made to wait
     * @param commitRecordsMax most records of one commit
     */
    public record Ingest(
            @DefaultValue("1MB") DataSize recordBytesMax,
            @DefaultValue("64") int queuePagesMax,
            @DefaultValue("2000") int commitRecordsMax) {}

    /**
     * Delivery to targets.
     *
     * @param outcomeTimeout a write without an answer for so long, such as after a crash, is looked up at the target
     *     before another; longer than a request may be under way to the slowest vendor
     * @param planValid how long a target can begin to go live by the plan of a preview
     * @param imagesKeep how long it is kept what a write replaced, so that a run can be taken back
     * @param imagesMax writes to one target of which that is kept; the oldest runs go first
     */
    public record Delivery(
            @DefaultValue("2m") Duration outcomeTimeout,
            @DefaultValue("24h") Duration planValid,
            @DefaultValue("30d") Duration imagesKeep,
            @DefaultValue("1000000") long imagesMax) {}

    /**
     * Calls of vendors.
     *
     * @param publicUrl address under which vendors reach the gateway, where a proxy stands before it; without it the one
     *     that a call names itself
     * @param bytesMax largest body of a call
     * @param callsMax calls that are worked on at once; further ones are told to come again
     */
    public record Webhooks(
            @Nullable String publicUrl,
            @DefaultValue("1MB") DataSize bytesMax,
            @DefaultValue("32") int callsMax) {}

    /**
     * Events for business systems.
     *
     * @param poll how often the change log is looked at, while somebody waits for it
     * @param streamsMax event streams that may be open at once
     * @param heartbeat a stream without an event for so long gets a line that says nothing
     * @param slowAfter a stream whose reader takes nothing for so long is dropped
     * @param streamAge a stream that is so old ends; its reader logs in anew and goes on
     */
    public record Events(
            @DefaultValue("50ms") Duration poll,
            @DefaultValue("50") int streamsMax,
            @DefaultValue("15s") Duration heartbeat,
            @DefaultValue("10s") Duration slowAfter,
            @DefaultValue("1h") Duration streamAge) {}

    /**
     * Former versions of records, profiles and verdicts.
     *
     * @param keep how long they are kept after they were replaced
     */
    public record History(@DefaultValue("730d") Duration keep) {}

    /**
     * The database.
     *
     * @param url JDBC address of a PostgreSQL; null for the embedded SQLite in the data folder
     * @param user login at the PostgreSQL
     * @param password {@code env:NAME} or {@code file:/path}
     * @param poolSize connections to the PostgreSQL
     */
    public record Store(
            @Nullable String url,
            @DefaultValue("karat") String user,
            @Nullable String password,
            @DefaultValue("8") int poolSize) {}

    /**
     * This process among others that share its PostgreSQL.
     *
     * @param enabled true if there are others, or may be: they wake each other and share a cache of profiles
     * @param node name of this one; null for that of the machine
     * @param leaseTtl after which others take over what this one does, if it gives no sign of life
     * @param members addresses of nodes, {@code host:port}; it is enough to name some
     * @param address on which this one listens for the others
     * @param port on which this one listens for the others
     * @param name of the cluster; nodes of another name are not talked to
     * @param profilesMax profiles that this one keeps at hand
     * @param profileWait how long a profile is waited for that another one keeps, before the database is read
     */
    public record Cluster(
            @DefaultValue("false") boolean enabled,
            @Nullable String node,
            @DefaultValue("6s") Duration leaseTtl,
            @DefaultValue("127.0.0.1:5701") List<String> members,
            @DefaultValue("127.0.0.1") String address,
            @DefaultValue("5701") int port,
            @DefaultValue("karat") String name,
            @DefaultValue("50000") int profilesMax,
            @DefaultValue("50ms") Duration profileWait) {}

    /**
     * Who may log in besides the admin of the data folder.
     *
     * @param users logins by name
     * @param tokenKey {@code env:NAME} or {@code file:/path} of the key that seals tokens in the store; null for one made of
     *     the erasure key
     */
    public record Security(
            @DefaultValue Map<String, User> users,
            @DefaultValue Oidc oidc,
            @Nullable String tokenKey) {}

    /**
     * A login with a token of its own.
     *
     * @param roles names of its roles
     * @param token {@code env:NAME} or {@code file:/path}
     */
    public record User(List<String> roles, String token) {}

    /**
     * Logins of an OpenID provider, whose JWTs are taken as bearer tokens.
     *
     * @param issuer the provider's address; null for none
     * @param rolesClaim claim that lists the roles
     */
    public record Oidc(
            @Nullable String issuer, @DefaultValue("roles") String rolesClaim) {}
}
