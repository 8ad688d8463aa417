namespace JasperFx.Events.Projections;

/// <summary>How the daemon runs one projection or subscription.</summary>
public class AsyncOptions
{
    /// <summary>Most events in one page.</summary>
    public int BatchSize { get; set; } = 500;

    /// <summary>Most events read ahead.</summary>
    public int MaximumHopperSize { get; set; } = 5000;

    /// <summary>Document types that a rebuild deletes first.</summary>
    public List<Type> StorageTypes { get; } = [];

    /// <summary>Whether a rebuild deletes the documents first.</summary>
    public bool TeardownDataOnRebuild { get; set; } = true;

    internal List<string> TeardownTables { get; } = [];

    internal bool FromPresent { get; private set; }

    internal long? FromSequence { get; private set; }

    internal DateTimeOffset? FromTime { get; private set; }

    /// <summary>A rebuild deletes all documents of the type first.</summary>
    public void DeleteViewTypeOnTeardown<T>() => DeleteViewTypeOnTeardown(typeof(T));

    /// <inheritdoc cref="DeleteViewTypeOnTeardown{T}"/>
    public void DeleteViewTypeOnTeardown(Type type) => StorageTypes.Add(type);

    /// <summary>A rebuild deletes all rows of the table first.</summary>
    public void DeleteDataInTableOnTeardown(string tableIdentifier) => TeardownTables.Add(tableIdentifier);

    /// <summary>Starts at what is newest, each time.</summary>
    public AsyncOptions SubscribeFromPresent(string? databaseIdentifier = null)
    {
        FromPresent = true;
        return this;
    }

    /// <summary>Starts no earlier than at this moment.</summary>
    public AsyncOptions SubscribeFromTime(DateTimeOffset eventTimestampFloor, string? databaseIdentifier = null)
    {
        FromTime = eventTimestampFloor;
        return this;
    }

    /// <summary>Starts no earlier than after this sequence.</summary>
    public AsyncOptions SubscribeFromSequence(long sequenceFloor, string? databaseIdentifier = null)
    {
        FromSequence = sequenceFloor;
        return this;
    }
}
