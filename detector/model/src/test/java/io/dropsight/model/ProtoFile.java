package io.dropsight.model;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code dropsight-events.proto} as its compiler would, as far as that file goes: no nesting, no options. */
final class ProtoFile {
    private static final Path PROTO = Path.of("src/main/proto/dropsight-events.proto");
    private static final Pattern HEAD = Pattern.compile("(message|enum|oneof) (\\w+) \\{");
    private static final Pattern FIELD = Pattern.compile("(\\w+) (\\w+) = (\\d+);");
    private static final Pattern VALUE = Pattern.compile("(\\w+) = (\\d+);");

    private final FileDescriptorProto.Builder file =
            FileDescriptorProto.newBuilder().setSyntax("proto3").setPackage("dropsight.v1");
    private DescriptorProto.Builder message = DescriptorProto.newBuilder();
    private EnumDescriptorProto.Builder values = EnumDescriptorProto.newBuilder();
    private String block = "";
    private boolean inOneof;

    private ProtoFile() {}

    static Descriptors.FileDescriptor read() throws IOException, Descriptors.DescriptorValidationException {
        ProtoFile reader = new ProtoFile();
        for (String line : Files.readAllLines(PROTO)) {
            String code = line.replaceFirst("//.*", "").strip();
            if (!code.isEmpty() && !code.startsWith("syntax") && !code.startsWith("package")) {
                reader.line(code);
            }
        }
        return Descriptors.FileDescriptor.buildFrom(reader.file.build(), new Descriptors.FileDescriptor[0]);
    }

    private void line(String code) {
        Matcher head = HEAD.matcher(code);
        Matcher field = FIELD.matcher(code);
        Matcher value = VALUE.matcher(code);
        if (head.matches() && head.group(1).equals("oneof")) {
            inOneof = true;
            message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(head.group(2)));
        } else if (head.matches()) {
            block = head.group(1);
            message = DescriptorProto.newBuilder().setName(head.group(2));
            values = EnumDescriptorProto.newBuilder().setName(head.group(2));
        } else if (code.equals("}")) {
            close();
        } else if (field.matches()) {
            message.addField(field(field.group(1), field.group(2), Integer.parseInt(field.group(3))));
        } else if (value.matches()) {
            values.addValueBuilder().setName(value.group(1)).setNumber(Integer.parseInt(value.group(2)));
        } else {
            throw new IllegalArgumentException(PROTO + ": this test cannot read \"" + code + "\"");
        }
    }

    private void close() {
        if (inOneof) {
            inOneof = false;
        } else if (block.equals("enum")) {
            file.addEnumType(values);
        } else {
            file.addMessageType(message);
        }
    }

    private FieldDescriptorProto field(String type, String name, int number) {
        FieldDescriptorProto.Builder it = FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
        if (inOneof) {
            it.setOneofIndex(0);
        }
        return Character.isUpperCase(type.charAt(0))
                ? it.setTypeName(".dropsight.v1." + type).build() // a message or an enum: the library finds out
                : it.setType(FieldDescriptorProto.Type.valueOf("TYPE_" + type.toUpperCase(Locale.ROOT)))
                        .build();
    }
}
