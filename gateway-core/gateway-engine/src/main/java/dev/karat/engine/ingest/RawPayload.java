package dev.karat.engine.ingest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** The compressed form in which payloads are stored. */
public final class RawPayload {
    private RawPayload() {}

    /** The payload as it is stored. Payloads are short, and then more effort makes them hardly shorter. */
    public static byte[] pack(byte[] payload) {
        var packed = new ByteArrayOutputStream(payload.length / 2 + 16);
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (var out = new DeflaterOutputStream(packed, deflater)) {
            out.write(payload);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    /** The payload as it was received, after raw.drop; nothing if none was kept. */
    public static byte[] unpack(byte[] packed) {
        if (packed.length == 0) {
            return packed;
        }
        try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
