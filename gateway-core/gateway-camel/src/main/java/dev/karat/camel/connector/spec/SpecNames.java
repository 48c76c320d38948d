package dev.karat.camel.connector.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names of the values that the templates of a declaration take: each is a setting of the connection or one of the
 * moment.
 *
 * @param unknown names that nothing gives a value to
 * @param twice settings that bear the name of another value
 */
record SpecNames(List<String> unknown, List<String> twice) {
    /** Values of the moment; settings of a connection cannot bear these names. */
    private static final Set<String> MOMENT = Set.of(
            "since",
            "place",
            "pageSize",
            "externalId",
            "goldenId",
            "key",
            "id",
            "ids",
            "job",
            "accessToken",
            "at",
            "evidence",
            "recordToken",
            "contactPoint");

    static SpecNames of(ConnectorSpec spec) {
        var known = new TreeSet<>(MOMENT);
        var twice = new ArrayList<String>();
        spec.connection().path("properties").fieldNames().forEachRemaining(name -> {
            if (!known.add(name)) {
                twice.add(name);
            }
        });
        spec.writes().values().stream()
                .flatMap(write -> write.references().stream())
                .forEach(reference -> known.addAll(reference.with().keySet()));
        spec.writes().values().stream()
                .flatMap(write -> write.children().stream())
                .forEach(child -> child.names().forEach(known::add));
        return new SpecNames(
                taken(spec).filter(name -> !known.contains(name)).distinct().toList(), twice);
    }

    private static Stream<String> taken(ConnectorSpec spec) {
        Stream<Template> loose = Stream.of(
                        Stream.ofNullable(spec.base()),
                        spec.auth().stream().flatMap(auth -> auth.needs().stream()),
                        spec.writes().values().stream().flatMap(SpecNames::externalIds))
                .flatMap(templates -> templates);
        Stream<RequestSpec> requests = Stream.concat(
                Stream.ofNullable(spec.check()),
                Stream.concat(
                        spec.streams().values().stream().flatMap(SpecNames::requests),
                        spec.writes().values().stream().flatMap(SpecNames::requests)));
        WebhookSpec webhook = spec.webhook();
        return Stream.concat(
                Stream.concat(
                        loose.flatMap(template -> template.names().stream()),
                        Stream.concat(webhook == null ? Stream.of() : webhook.names(), further(spec))),
                requests.filter(request -> request != null).flatMap(RequestSpec::names));
    }

    private static Stream<Template> externalIds(WriteSpec write) {
        var create = write.create();
        return create == null ? Stream.of() : create.externalId();
    }

    private static Stream<String> further(ConnectorSpec spec) {
        EventsSpec events = spec.events();
        Stream<String> columns = spec.writes().values().stream()
                .flatMap(write -> Stream.ofNullable(write.table()))
                .flatMap(table -> table.lookup().values().stream());
        return Stream.concat(
                Stream.concat(events == null ? Stream.of() : events.names(), columns),
                spec.streams().values().stream()
                        .flatMap(stream -> Stream.ofNullable(stream.load()))
                        .flatMap(LoadSpec::names));
    }

    private static Stream<@Nullable RequestSpec> requests(StreamSpec stream) {
        EachSpec each = stream.each();
        RemovedSpec removed = stream.removed();
        return Stream.concat(
                Stream.of(
                        stream.request(),
                        each == null ? null : each.request(),
                        removed == null ? null : removed.request()),
                stream.with().stream().map(AdditionSpec::request));
    }

    private static Stream<@Nullable RequestSpec> requests(WriteSpec.Lookup lookup) {
        WriteSpec.Through through = lookup.through();
        WriteSpec.LookupBatch batch = lookup.batch();
        return Stream.of(
                lookup.request(), through == null ? null : through.request(), batch == null ? null : batch.request());
    }

    private static Stream<@Nullable RequestSpec> requests(WriteSpec write) {
        var create = write.create();
        var update = write.update();
        var batches =
                Stream.of(write.batch(true), write.batch(false)).map(batch -> batch == null ? null : batch.request());
        var lookups = write.lookup().stream().flatMap(SpecNames::requests);
        var asked = Stream.concat(lookups, write.references().stream().map(ReferenceSpec::request));
        return Stream.concat(
                Stream.concat(
                        Stream.concat(
                                Stream.concat(asked, batches),
                                write.children().stream().flatMap(ChildSpec::requests)),
                        write.consents().stream().flatMap(one -> Stream.of(one.refuse(), one.grant()))),
                Stream.of(
                        write.read(),
                        create == null ? null : create.request(),
                        update == null ? null : update.request(),
                        write.deactivate(),
                        write.delete()));
    }
}
