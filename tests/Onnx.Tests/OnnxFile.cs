namespace MlOps.Onnx.Tests;

/// <summary>Small ONNX models, written by hand: field numbers are those of <c>onnx.proto</c>.</summary>
internal static class OnnxFile
{
    public const int Float = 1;
    public const int Int64 = 7;
    public const int String = 8;
    public const int Double = 11;

    /// <summary>y = 1·a + 2·b + 3·c + 0.5 of a matrix x of three columns.</summary>
    public static byte[] Linear { get; } = Model(
        [Tensor("w", [3, 1], 1, 2, 3), Tensor("b", [1], 0.5f)],
        [Value("x", Float, -1, 3)],
        [Value("y", Float, -1, 1)],
        Node("Gemm", ["x", "w", "b"], ["y"]));

    /// <summary>The probabilities of three classes and the most probable one, of a matrix of three scores.</summary>
    public static byte[] Classifier { get; } = Model(
        [],
        [Value("scores", Float, -1, 3)],
        [Value("probabilities", Float, -1, 3), Value("label", Int64, -1)],
        Node("Softmax", ["scores"], ["probabilities"], IntegerAttribute("axis", 1)),
        Node("ArgMax", ["scores"], ["label"], IntegerAttribute("axis", 1), IntegerAttribute("keepdims", 0)));

    /// <summary>total = amount (double) + count (int64), given apart.</summary>
    public static byte[] Columns { get; } = Model(
        [],
        [Value("amount", Double, -1, 1), Value("count", Int64, -1, 1)],
        [Value("total", Double, -1, 1)],
        Node("Cast", ["count"], ["c"], IntegerAttribute("to", Double)),
        Node("Add", ["amount", "c"], ["total"]));

    /// <summary>A tree as scikit-learn's exporters write them: 10 where the first column is at most 0.5, otherwise 20.</summary>
    public static byte[] Tree { get; } = Model(
        [],
        [Value("x", Float, -1, 2)],
        [Value("variable", Float, -1, 1)],
        Node(
            "TreeEnsembleRegressor", "ai.onnx.ml", ["x"], ["variable"],
            IntegerAttribute("n_targets", 1),
            IntegersAttribute("nodes_treeids", 0, 0, 0), IntegersAttribute("nodes_nodeids", 0, 1, 2), IntegersAttribute("nodes_featureids", 0, 0, 0),
            FloatsAttribute("nodes_values", 0.5f, 0, 0), TextsAttribute("nodes_modes", "BRANCH_LEQ", "LEAF", "LEAF"),
            IntegersAttribute("nodes_truenodeids", 1, 0, 0), IntegersAttribute("nodes_falsenodeids", 2, 0, 0),
            IntegersAttribute("target_treeids", 0, 0), IntegersAttribute("target_nodeids", 1, 2), IntegersAttribute("target_ids", 0, 0),
            FloatsAttribute("target_weights", 10, 20)));

    /// <summary>y = x + 1 for exactly one row of two columns.</summary>
    public static byte[] OneRow { get; } = Model(
        [Tensor("one", [1], 1)], [Value("x", Float, 1, 2)], [Value("y", Float, 1, 2)], Node("Add", ["x", "one"], ["y"]));

    /// <summary>Gives text back.</summary>
    public static byte[] Text { get; } = Model([], [Value("x", String, -1, 1)], [Value("y", String, -1, 1)], Node("Identity", ["x"], ["y"]));

    public static byte[] Model(Protobuf[] initializers, Protobuf[] inputs, Protobuf[] outputs, params Protobuf[] nodes) => new Protobuf()
        .Integer(1, 8)
        .Text(2, "test")
        .Message(7, new Protobuf()
            .Each(nodes, (graph, node) => graph.Message(1, node))
            .Text(2, "graph")
            .Each(initializers, (graph, tensor) => graph.Message(5, tensor))
            .Each(inputs, (graph, value) => graph.Message(11, value))
            .Each(outputs, (graph, value) => graph.Message(12, value)))
        .Message(8, new Protobuf().Text(1, "").Integer(2, 15))
        .Message(8, new Protobuf().Text(1, "ai.onnx.ml").Integer(2, 3))
        .Bytes;

    public static Protobuf Value(string name, int elementType, params long[] shape) => new Protobuf()
        .Text(1, name)
        .Message(2, new Protobuf().Message(1, new Protobuf()
            .Integer(1, elementType)
            .Message(2, new Protobuf().Each(shape, (s, size) => s.Message(1, size < 0 ? new Protobuf().Text(2, "batch") : new Protobuf().Integer(1, size))))));

    public static Protobuf Tensor(string name, long[] shape, params float[] values) => new Protobuf()
        .Each(shape, (tensor, size) => tensor.Integer(1, size))
        .Integer(2, Float)
        .Each(values, (tensor, value) => tensor.Float(4, value))
        .Text(8, name);

    public static Protobuf Node(string type, string[] inputs, string[] outputs, params Protobuf[] attributes) => Node(type, "", inputs, outputs, attributes);

    private static Protobuf Node(string type, string domain, string[] inputs, string[] outputs, params Protobuf[] attributes) => new Protobuf()
        .Each(inputs, (node, name) => node.Text(1, name))
        .Each(outputs, (node, name) => node.Text(2, name))
        .Text(4, type)
        .Each(attributes, (node, attribute) => node.Message(5, attribute))
        .Text(7, domain);

    private static Protobuf IntegerAttribute(string name, long value) => new Protobuf().Text(1, name).Integer(3, value).Integer(20, 2);

    private static Protobuf IntegersAttribute(string name, params long[] values) =>
        new Protobuf().Text(1, name).Each(values, (attribute, value) => attribute.Integer(8, value)).Integer(20, 7);

    private static Protobuf FloatsAttribute(string name, params float[] values) =>
        new Protobuf().Text(1, name).Each(values, (attribute, value) => attribute.Float(7, value)).Integer(20, 6);

    private static Protobuf TextsAttribute(string name, params string[] values) =>
        new Protobuf().Text(1, name).Each(values, (attribute, value) => attribute.Text(9, value)).Integer(20, 8);
}
