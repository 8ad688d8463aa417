using MlOps.Serving.Inference;

namespace MlOps.Serving.Tests.Inference;

public class TensorShapeTests
{
    [Theory]
    [InlineData(new long[] { 1 }, 1)]
    [InlineData(new long[] { 2, 3 }, 6)]
    [InlineData(new long[] { 131_072 }, 131_072)]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 5 }, 5)]
    public void the_size_is_the_product_of_the_dimensions(long[] shape, int size) => TensorShape.SizeOf("x", shape).ShouldBe(size);

    [Theory]
    [InlineData(new long[0])]
    [InlineData(new long[] { 0 })]
    [InlineData(new long[] { -1 })]
    [InlineData(new long[] { 131_073 })]
    [InlineData(new long[] { 65_536, 3 })]
    [InlineData(new long[] { long.MaxValue, long.MaxValue })]
    [InlineData(new long[] { 4_294_967_296, 4_294_967_296 })]
    [InlineData(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 })]
    public void impossible_shapes_name_their_input(long[] shape) =>
        Should.Throw<InferenceException>(() => TensorShape.SizeOf("x", shape)).Message.ShouldStartWith("input 'x' has");

    [Fact]
    public void another_number_of_values_is_refused() =>
        Should.Throw<InferenceException>(() => TensorShape.Check("x", [2, 2], 3)).Message.ShouldBe("input 'x' has 3 values for shape [2,2]");
}
