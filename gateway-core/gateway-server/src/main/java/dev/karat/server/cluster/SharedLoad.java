package dev.karat.server.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.Util;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.ServiceFactories;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.map.IMap;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.server.GatewaySettings;
import dev.karat.server.Version;
import dev.karat.server.load.Members;
import dev.karat.server.load.RowRecipe;
import dev.karat.server.load.RowWork;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes that load the same files, as members of a Hazelcast cluster of their own: whichever of them writes gives
 * chunks of rows away in a Jet job, and each member works out the chunks that it holds. Nothing depends on a member, and
 * no code comes from outside: jobs are made of classes that every member has. For one thread.
 */
public final class SharedLoad implements Members {
    private static final String ROWS = "karat-load-rows";
    private static final String WORKED = "karat-load-worked";

    /** Much longer than a member takes for its part; one that is paused is given up by then. */
    private static final Duration JOB_MAX = Duration.ofSeconds(60);

    /** Kept from job to job, because it shares the terms that it has seen. */
    private static final Map<RowRecipe, RowWork> WORK = new ConcurrentHashMap<>();

    private static final Logger LOG = LoggerFactory.getLogger(SharedLoad.class);

    private final HazelcastInstance member;
    /** No other process's rows have these names. */
    private final String name = UUID.randomUUID().toString();

    private long chunks;

    private SharedLoad(HazelcastInstance member) {
        this.member = member;
    }

    /** Becomes a member; whoever is there already is joined. Throws CONFIG_INVALID if it cannot listen for others. */
    public static SharedLoad join(GatewaySettings.Cluster settings) {
        try {
            return new SharedLoad(Hazelcast.newHazelcastInstance(config(settings)));
        } catch (HazelcastException taken) {
            throw new GatewayException(
                    ErrorCode.CONFIG_INVALID,
                    "karat.cluster: cannot listen on " + settings.address() + ":" + settings.port(),
                    taken);
        }
    }

    /** As of a node, but for the name: members of one version work out the same, and nodes run no jobs. */
    private static Config config(GatewaySettings.Cluster settings) {
        Config config = Member.config(settings);
        config.setClusterName(settings.name() + "-load-" + Version.number());
        config.getJetConfig().setEnabled(true).setResourceUploadEnabled(false);
        config.getMapConfigs().clear();
        config.addMapConfig(new MapConfig(ROWS).setBackupCount(0));
        config.addMapConfig(new MapConfig(WORKED).setBackupCount(0));
        var filter = new JavaSerializationFilterConfig();
        filter.getWhitelist().addPrefixes("com.hazelcast.", "java.", "dev.karat.server.");
        config.getSerializationConfig().setJavaSerializationFilterConfig(filter);
        return config;
    }

    @Override
    public int size() {
        return member.getCluster().getMembers().size();
    }

    @Override
    public Map<Integer, byte[]> work(RowRecipe recipe, List<byte[]> given) {
        var places = new HashMap<String, Integer>();
        var rows = new HashMap<String, byte[]>();
        for (int at = 0; at < given.size(); at++) {
            String key = name + "/" + chunks++;
            places.put(key, at);
            rows.put(key, given.get(at));
        }
        var worked = new HashMap<Integer, byte[]>();
        try {
            run(recipe, rows).forEach((key, chunk) -> worked.put(places.get(key), chunk));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | ExecutionException | TimeoutException lost) {
            // Not its message, which may quote a row.
            LOG.warn(
                    "{} chunks of rows are worked out here: {}",
                    given.size(),
                    lost.getClass().getSimpleName());
        }
        return worked;
    }

    private Map<String, byte[]> run(RowRecipe recipe, Map<String, byte[]> rows)
            throws InterruptedException, ExecutionException, TimeoutException {
        IMap<String, byte[]> away = member.getMap(ROWS);
        IMap<String, byte[]> back = member.getMap(WORKED);
        // Also what a member left that wrote before this one.
        away.clear();
        back.clear();
        away.putAll(rows);
        Job job = member.getJet().newJob(job(recipe));
        try {
            job.getFuture().get(JOB_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException paused) {
            job.cancel();
            throw paused;
        }
        return back.getAll(rows.keySet());
    }

    /** Each member reads the rows that it holds, and the results stay there until they are asked for. */
    private static Pipeline job(RowRecipe recipe) {
        Pipeline job = Pipeline.create();
        job.readFrom(Sources.<String, byte[]>map(ROWS))
                .mapUsingService(
                        ServiceFactories.sharedService(context -> WORK.computeIfAbsent(recipe, RowWork::new))
                                .toNonCooperative(),
                        (work, chunk) -> Util.entry(chunk.getKey(), work.chunk(chunk.getValue())))
                .writeTo(Sinks.map(WORKED));
        return job;
    }

    /** At once: nothing is lost with a member, and waiting for others could take as long as they like. */
    @Override
    public void close() {
        member.getLifecycleService().terminate();
    }
}
