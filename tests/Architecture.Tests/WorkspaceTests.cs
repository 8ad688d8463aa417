using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlOps.Architecture.Tests;

/// <summary>Nothing is read or written outside of a workspace: sessions, SQL over documents, and tables of the services' own.</summary>
public sealed partial class WorkspaceTests
{
    private const string Sessions = "building-blocks/EventSourcing/CallerSessions.cs";
    private const string Documents = "building-blocks/EventSourcing/DocumentQuery.cs";

    // What belongs to no workspace: the keys that protect the secrets of all.
    private static readonly string[] OfThePlatform = ["master_keys"];

    [Fact]
    public void one_place_opens_sessions()
    {
        Opening(Sessions).ShouldBeTrue();
        SourceTree.Product().Where(file => file != Sessions && Opening(file)).ShouldBeEmpty();
    }

    [Fact]
    public void one_place_has_sql_over_documents()
    {
        SqlOverDocuments().IsMatch(SourceTree.Read(Documents)).ShouldBeTrue();
        SourceTree.Product().Where(file => file != Documents && SqlOverDocuments().IsMatch(SourceTree.Read(file))).ShouldBeEmpty();
    }

    [Fact]
    public void only_the_event_store_knows_marten_s_tables() => SourceTree.Product()
        .Where(file => !file.StartsWith("building-blocks/EventSourcing/", StringComparison.Ordinal))
        .Where(file => Texts(file).Any(text => text.Contains("mt_", StringComparison.Ordinal))).ShouldBeEmpty();

    [Fact]
    public void the_key_of_every_own_table_begins_with_the_workspace()
    {
        var tables = Tables().ToList();
        tables.Count.ShouldBeGreaterThan(10);
        tables.Where(table => !KeyOfWorkspace().IsMatch(table.Definition)).Select(table => table.Name).ShouldBeEmpty();
    }

    [Fact]
    public void every_statement_over_an_own_table_names_the_workspace()
    {
        var tables = string.Join('|', Tables().Select(table => Regex.Escape(table.Name)).Distinct());
        var statement = new Regex($@"\b(from|into|update|join)\s+({tables})\b", RegexOptions.IgnoreCase);
        var statements = SourceTree.Product().SelectMany(file => Texts(file).Select(text => (file, text)))
            .Where(entry => statement.IsMatch(entry.text)).ToList();
        statements.Count.ShouldBeGreaterThan(20);
        statements.Where(entry => !entry.text.Contains("workspace", StringComparison.OrdinalIgnoreCase))
            .Select(entry => $"{entry.file}: {entry.text}").ShouldBeEmpty();
    }

    private static bool Opening(string file) => OpensSession().IsMatch(SourceTree.Read(file));

    private static IEnumerable<(string Name, string Definition)> Tables() => SourceTree.Product().SelectMany(Texts)
        .SelectMany(text => CreatesTable().Matches(text)).Select(match => (match.Groups[1].Value, match.Groups[2].Value))
        .Where(table => !OfThePlatform.Contains(table.Item1));

    private static IEnumerable<string> Texts(string file)
    {
        var nodes = SourceTree.Parse(file).DescendantNodes().ToList();
        return nodes.OfType<LiteralExpressionSyntax>().Select(literal => literal.Token.ValueText)
            .Concat(nodes.OfType<InterpolatedStringExpressionSyntax>().Select(text => text.Contents.ToString()));
    }

    [GeneratedRegex(@"\.(QuerySession|LightweightSession|IdentitySession|DirtyTrackedSession|OpenSession|OpenSerializableSessionAsync)\(")]
    private static partial Regex OpensSession();

    [GeneratedRegex(@"\bAdvancedSql\b|session\.QueryAsync<|session\.QueryForNonStaleData")]
    private static partial Regex SqlOverDocuments();

    [GeneratedRegex(@"create\s+table\s+if\s+not\s+exists\s+([\w.]+)\s*\((.*?)\);", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex CreatesTable();

    [GeneratedRegex(@"primary\s+key\s*\(workspace\b|\bworkspace\s+text\s+primary\s+key", RegexOptions.IgnoreCase)]
    private static partial Regex KeyOfWorkspace();
}
