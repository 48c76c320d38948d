package dev.karat.engine.normalize;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Features as bytes and back, for the record row: a version byte, then the fields in fixed order, texts in modified
 * UTF-8 with their length. Typically 60 to 150 bytes. Safe for use by several threads.
 */
public final class FeaturesCodec {
    private final TermTable terms;

    /** @param terms shares equal terms with the {@link Normalizer} */
    public FeaturesCodec(TermTable terms) {
        this.terms = terms;
    }

    public byte[] encode(Features features) {
        var bytes = new ByteArrayOutputStream(160);
        try (var out = new DataOutputStream(bytes)) {
            out.writeByte(Features.VERSION);
            out.writeByte(features.kind().code());
            out.writeByte(features.gender());
            out.writeByte(features.generation());
            out.writeInt(features.birthDate());
            String country = features.country();
            out.writeUTF(country == null ? "" : country);
            write(out, features.given());
            write(out, features.middle());
            write(out, features.family());
            write(out, features.house());
            write(out, features.street());
            write(out, features.postcode());
            write(out, features.locality());
            write(out, features.birthPlace());
            write(out, features.occupation());
            write(out, features.customerNumber());
            write(out, features.organizations());
            write(out, features.nationalIds());
            write(out, features.taxIds());
            out.writeByte(features.emails().length);
            for (Email email : features.emails()) {
                out.writeUTF(email.user().text());
                out.writeUTF(email.domain().text());
            }
            out.writeByte(features.phones().length);
            for (long phone : features.phones()) {
                out.writeLong(phone);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** True if the bytes are of this version; others must be made anew from the record. */
    public static boolean isCurrent(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == Features.VERSION;
    }

    /** The features that were encoded. Throws IllegalArgumentException for bytes of another version or broken ones. */
    public Features decode(byte[] bytes) {
        if (!isCurrent(bytes)) {
            throw new IllegalArgumentException("Features of another version");
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes, 1, bytes.length - 1))) {
            return read(in).build();
        } catch (IOException e) {
            throw new IllegalArgumentException("Broken features", e);
        }
    }

    private FeaturesBuilder read(DataInputStream in) throws IOException {
        var into = new FeaturesBuilder();
        into.kind = Kind.ofCode(in.readByte());
        into.gender = in.readByte();
        into.generation = in.readByte();
        into.birthDate = in.readInt();
        String country = in.readUTF();
        into.country = country.isEmpty() ? null : country.intern();
        into.given = term(in);
        into.middle = term(in);
        into.family = term(in);
        into.house = term(in);
        into.street = term(in);
        into.postcode = term(in);
        into.locality = term(in);
        into.birthPlace = term(in);
        into.occupation = term(in);
        String customerNumber = in.readUTF();
        into.customerNumber = customerNumber.isEmpty() ? null : Term.plain(customerNumber);
        into.organizations = terms(in, true);
        into.nationalIds = terms(in, false);
        into.taxIds = terms(in, false);
        into.emails = emails(in);
        into.phones = phones(in);
        return into;
    }

    private Email[] emails(DataInputStream in) throws IOException {
        int size = in.readUnsignedByte();
        Email[] emails = size == 0 ? Features.NO_EMAILS : new Email[size];
        for (int i = 0; i < size; i++) {
            String user = in.readUTF();
            emails[i] = new Email(Term.plain(user), terms.intern(in.readUTF()), EmailNormalizer.isRole(user));
        }
        return emails;
    }

    private static long[] phones(DataInputStream in) throws IOException {
        int size = in.readUnsignedByte();
        long[] phones = size == 0 ? Features.NO_PHONES : new long[size];
        for (int i = 0; i < size; i++) {
            phones[i] = in.readLong();
        }
        return phones;
    }

    private @Nullable Term term(DataInputStream in) throws IOException {
        return terms.term(in.readUTF());
    }

    private Term[] terms(DataInputStream in, boolean shared) throws IOException {
        int size = in.readUnsignedByte();
        Term[] read = size == 0 ? Features.NO_TERMS : new Term[size];
        for (int i = 0; i < size; i++) {
            String text = in.readUTF();
            read[i] = shared ? terms.intern(text) : Term.plain(text);
        }
        return read;
    }

    private static void write(DataOutputStream out, @Nullable Term term) throws IOException {
        out.writeUTF(term == null ? "" : term.text());
    }

    private static void write(DataOutputStream out, Term[] terms) throws IOException {
        out.writeByte(terms.length);
        for (Term term : terms) {
            out.writeUTF(term.text());
        }
    }
}
