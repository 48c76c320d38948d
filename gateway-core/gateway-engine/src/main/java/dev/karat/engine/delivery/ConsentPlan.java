package dev.karat.engine.delivery;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.Consents;
import dev.karat.engine.store.Consents.Subject;
import dev.karat.engine.store.DeliveryState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which consents a record of a target should bear, and which of them are still to be written. In doubt the customer has
 * refused: a refusal for one address of a record counts for the record, a grant has to cover all of them; and nobody is
 * granted there whose refusal somebody but Karat entered.
 */
final class ConsentPlan {
    private final ConsentReach reach;

    ConsentPlan(ConsentReach reach) {
        this.reach = reach;
    }

    /**
     * What the record should bear: at most one consent per subject.
     *
     * @param golden the profile
     * @param holds the record as it is
     * @param shown what else it will hold, such as another address, to which its consent would pass over
     */
    List<SortedMap<String, String>> desired(CustomerData golden, CustomerData holds, Supplier<CustomerData> shown) {
        if (reach.isEmpty() || golden.get(Attribute.CONSENTS) == null) {
            return List.of();
        }
        var desired = new ArrayList<SortedMap<String, String>>();
        CustomerData later = shown.get();
        for (Subject subject : subjects()) {
            List<SortedMap<String, String>> said = of(subject, golden);
            Set<String> points = points(subject, holds, later);
            refusal(said, points)
                    .filter(any -> reach.refusals().contains(subject))
                    .or(() -> grant(said, points).filter(any -> reach.grants().contains(subject)))
                    .ifPresent(desired::add);
        }
        return desired;
    }

    private Collection<Subject> subjects() {
        var subjects =
                new TreeSet<Subject>(Comparator.comparing(Subject::channel).thenComparing(Subject::purpose));
        subjects.addAll(reach.refusals());
        subjects.addAll(reach.grants());
        return subjects;
    }

    /** A refusal of all contact points, or of one of these; any at all if nobody knows what the record holds. */
    private static Optional<SortedMap<String, String>> refusal(
            List<SortedMap<String, String>> said, Set<String> points) {
        return said.stream()
                .filter(Consents::isRefusal)
                .filter(block -> points.isEmpty() || isAbout(block, points))
                .findFirst();
    }

    /** A grant, if the customer said nothing else, and all of these contact points are covered by proven ones. */
    private static Optional<SortedMap<String, String>> grant(List<SortedMap<String, String>> said, Set<String> points) {
        List<SortedMap<String, String>> about =
                said.stream().filter(block -> isAbout(block, points)).toList();
        Set<String> covered = new HashSet<>();
        about.forEach(block -> covered.add(lower(Consents.contactPoint(block))));
        boolean all = !points.isEmpty()
                && (covered.contains("") || covered.containsAll(points))
                && about.stream().allMatch(block -> Consents.isGrant(block) && Consents.isProven(block));
        return all ? Optional.of(about.get(0)) : Optional.empty();
    }

    private static boolean isAbout(SortedMap<String, String> block, Set<String> points) {
        String point = Consents.contactPoint(block);
        return point.isEmpty() || points.contains(lower(point));
    }

    private static Set<String> points(Subject subject, CustomerData holds, CustomerData shown) {
        var points = new HashSet<String>();
        Attribute held = subject.channel().equals("email") ? Attribute.EMAILS : Attribute.PHONES;
        Stream.of(holds, shown).flatMap(data -> data.texts(held).stream()).forEach(text -> points.add(lower(text)));
        of(subject, holds).forEach(block -> points.add(lower(Consents.contactPoint(block))));
        points.remove("");
        return points;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static List<SortedMap<String, String>> of(Subject subject, CustomerData data) {
        return data.blocks(Attribute.CONSENTS).stream().filter(subject::isOf).toList();
    }

    /** What of the slot's consents the record does not bear; refusals only, if one of them is a refusal. */
    List<SortedMap<String, String>> due(CustomerData holds, DeliveryState slot) {
        List<SortedMap<String, String>> due = slot.desired().blocks(Attribute.CONSENTS).stream()
                .filter(block -> isDue(block, holds, slot))
                .toList();
        return hasRefusal(due) ? due.stream().filter(Consents::isRefusal).toList() : due;
    }

    /** True if a record that refusals were entered in still shows a grant of one of them. */
    static boolean stillGrants(DeliveryItem entered, CustomerData shown) {
        return entered.desired().blocks(Attribute.CONSENTS).stream()
                .flatMap(block -> of(Consents.subject(block), shown).stream())
                .anyMatch(Consents::isGrant);
    }

    static boolean hasRefusal(List<SortedMap<String, String>> blocks) {
        return blocks.stream().anyMatch(Consents::isRefusal);
    }

    private static boolean isDue(SortedMap<String, String> block, CustomerData holds, DeliveryState slot) {
        var subject = Consents.subject(block);
        List<SortedMap<String, String>> there = of(subject, holds);
        if (Consents.isRefusal(block)) {
            boolean refused = !there.isEmpty() && there.stream().allMatch(Consents::isRefusal);
            return !refused && (there.stream().anyMatch(Consents::isGrant) || !isAnswered(block, subject, there, slot));
        }
        return there.stream().allMatch(one -> Consents.isRefusal(one) && Consents.isOurs(one))
                && !isAnswered(block, subject, there, slot);
    }

    /** All consents that Karat wrote there, once these are. */
    static CustomerData written(@Nullable CustomerData before, List<SortedMap<String, String>> now) {
        List<SortedMap<String, String>> all = new ArrayList<>(now);
        data(before).blocks(Attribute.CONSENTS).stream()
                .filter(old ->
                        now.stream().noneMatch(one -> Consents.subject(one).isOf(old)))
                .forEach(all::add);
        return Consents.in(data(before), all);
    }

    /** It was written, and this is what the vendor made of it. */
    private static boolean isAnswered(
            SortedMap<String, String> block,
            Subject subject,
            List<SortedMap<String, String>> there,
            DeliveryState slot) {
        return data(slot.written()).blocks(Attribute.CONSENTS).stream()
                        .anyMatch(
                                one -> subject.isOf(one) && Consents.status(one).equals(Consents.status(block)))
                && slot.readBack() != null
                && bare(of(subject, data(slot.readBack()))).equals(bare(there));
    }

    private static List<SortedMap<String, String>> bare(List<SortedMap<String, String>> blocks) {
        return blocks.stream().map(block -> Consents.marked(block, false)).toList();
    }

    private static CustomerData data(@Nullable CustomerData data) {
        return data == null ? CustomerData.empty() : data;
    }
}
