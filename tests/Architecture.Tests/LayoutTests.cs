using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace MlOps.Architecture.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void a_file_holds_a_type_of_its_own_name()
    {
        var strangers = SourceTree.CSharp().Where(file => !HoldsItsType(file)).ToList();
        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void the_namespace_is_the_folder()
    {
        string[] folders = ["services/", "building-blocks/", "ServiceDefaults/", "Durability/", "cli/"];
        var strangers = folders.SelectMany(SourceTree.CSharp)
            .Where(file => Namespace(file) is { } name && name != Expected(file))
            .Select(file => $"{file}: {Namespace(file)}, not {Expected(file)}").ToList();
        strangers.ShouldBeEmpty();
    }

    [Fact]
    public void no_file_is_longer_than_300_lines()
    {
        var longer = SourceTree.CSharp().Select(file => (file, lines: SourceTree.Read(file).Count(c => c == '\n')))
            .Where(entry => entry.lines > 300).Select(entry => $"{entry.file}: {entry.lines}").ToList();
        longer.ShouldBeEmpty();
    }

    [Fact]
    public void no_line_is_longer_than_140_characters()
    {
        var longer = SourceTree.Product().SelectMany(file => SourceTree.Read(file).Split('\n').Index()
            .Where(line => line.Item.Length > 140).Select(line => $"{file}:{line.Index + 1}")).ToList();
        longer.ShouldBeEmpty();
    }

    [Fact]
    public void the_program_of_a_service_is_a_contents_page_of_at_most_25_lines()
    {
        var programs = SourceTree.CSharp("services/").Where(file => file.EndsWith("/Program.cs", StringComparison.Ordinal)).ToList();
        programs.Count.ShouldBe(8);
        programs.Where(file => SourceTree.Read(file).Count(c => c == '\n') > 25).ShouldBeEmpty();
    }

    [Fact]
    public void protos_stand_in_contracts_only()
    {
        var copies = SourceTree.Files.Where(file => file.EndsWith(".proto", StringComparison.Ordinal)
            && !file.StartsWith("contracts/", StringComparison.Ordinal)
            && !file.StartsWith("tests/", StringComparison.Ordinal)).ToList();
        copies.ShouldBeEmpty();
    }

    [Fact]
    public void product_code_has_no_conditional_compilation()
    {
        SourceTree.Product().Where(file => SourceTree.Read(file).Split('\n').Any(line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static bool HoldsItsType(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file).Split('.')[0];
        if (name is "Program" or "AppHost" or "GlobalUsings" or "AssemblyInfo") return true;
        var types = SourceTree.Parse(file).DescendantNodes().OfType<MemberDeclarationSyntax>().Select(TypeName).OfType<string>().ToList();
        return types.Count == 0 || types.Contains(name);
    }

    private static string? TypeName(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => null,
    };

    private static string? Namespace(string file) =>
        SourceTree.Parse(file).DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();

    private static string Expected(string file)
    {
        var folders = Path.GetDirectoryName(file)!.Split('/');
        var own = folders[0] is "services" or "building-blocks" ? folders.Skip(1) : folders[0] == "cli" ? folders.Skip(1).Prepend("Cli") : folders;
        return string.Join('.', own.Prepend("MlOps"));
    }
}
