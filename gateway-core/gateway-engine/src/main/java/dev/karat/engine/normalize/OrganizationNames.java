package dev.karat.engine.normalize;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings names of organisations into one form: legal forms go, frequent abbreviations are written out. */
final class OrganizationNames {
    private static final Set<String> LEGAL_FORMS = WordLists.set("legal-forms");
    private static final Map<String, String> WORDS = WordLists.map("organization-words");

    private final TermTable terms;

    OrganizationNames(TermTable terms) {
        this.terms = terms;
    }

    /** Every name of the value (parted by vertical bars) as one term, sorted, each once. */
    Term[] read(@Nullable String raw, int valuesMax) {
        if (raw == null) {
            return Features.NO_TERMS;
        }
        var names = new ArrayList<Term>(1);
        for (String name : raw.split("\\|", valuesMax + 1)) {
            Term term = terms.term(canonical(name));
            if (term != null && !names.contains(term) && names.size() < valuesMax) {
                names.add(term);
            }
        }
        names.sort(Comparator.comparingLong(Term::hash));
        return names.toArray(Features.NO_TERMS);
    }

    /** True if the text carries a legal form, as no person does. */
    static boolean hasLegalForm(String raw) {
        String[] words = TextFolder.fold(raw.replace(".", "")).split(" ", -1);
        String last = words[words.length - 1];
        return words.length > 1 && LEGAL_FORMS.contains(last) && !last.equals("as") && !last.equals("the");
    }

    private static String canonical(String name) {
        // Full stops inside a legal form part no words: G.m.b.H., S.A.
        String folded = TextFolder.fold(withoutInnerStops(name));
        if (Placeholders.isText(folded)) {
            return "";
        }
        List<String> kept = new ArrayList<>();
        for (String word : folded.split(" ", -1)) {
            String written = WORDS.getOrDefault(word, word);
            if (!written.isEmpty() && !LEGAL_FORMS.contains(written)) {
                kept.add(written);
            }
        }
        return kept.isEmpty() ? folded : String.join(" ", kept);
    }

    private static String withoutInnerStops(String name) {
        var text = new StringBuilder(Math.min(name.length(), TextFolder.LENGTH_MAX));
        for (int i = 0; i < name.length() && text.length() < TextFolder.LENGTH_MAX; i++) {
            char c = name.charAt(i);
            boolean inner = c == '.'
                    && i > 0
                    && Character.isLetter(name.charAt(i - 1))
                    && (i == 1 || !Character.isLetter(name.charAt(i - 2)));
            if (!inner) {
                text.append(c);
            }
        }
        return text.toString();
    }
}
