namespace MlOps.Lineage.Graph;

/// <summary>The ids of the graph's nodes, <c>kind/name</c>; lineage.proto lists them.</summary>
internal static class NodeId
{
    public const string PredictionKind = "prediction";

    /// <summary>What stands before the first slash.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        "blob", "dataset", "feature-view", "feature-service", "run", "model", "approval", "deployment", PredictionKind, "window", "alert",
    ];

    public static string Blob(string digest) => $"blob/{digest}";

    public static string DatasetVersion(string dataset, long version) => $"dataset/{dataset}@{version}";

    public static string FeatureView(string name) => $"feature-view/{name}";

    public static string FeatureService(string name) => $"feature-service/{name}";

    public static string Run(string id) => $"run/{id}";

    public static string ModelVersion(string model, long version) => $"model/{model}@{version}";

    public static string Approval(string model, long version) => $"approval/{model}@{version}";

    /// <summary>A deployment while it served one model version: a prediction came from that version and no other.</summary>
    public static string Deployment(string deployment, long modelVersion) => $"deployment/{deployment}@{modelVersion}";

    /// <summary>What the ids of a deployment's nodes begin with.</summary>
    public static string DeploymentPrefix(string deployment) => $"deployment/{deployment}@";

    public static string Prediction(string id) => $"{PredictionKind}/{id}";

    public static string Window(string id) => $"window/{id}";

    public static string Alert(string id) => $"alert/{id}";

    /// <summary>Whether there is a name behind the kind.</summary>
    public static bool IsNamed(string id) => id.IndexOf('/') + 1 is var name && name < id.Length && id[name] != '@';

    public static string KindOf(string id) => id[..Math.Max(0, id.IndexOf('/'))];
}
