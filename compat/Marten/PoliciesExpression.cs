using JasperFx.MultiTenancy;

namespace Marten;

public partial class StoreOptions
{
    internal TenancyStyle DefaultTenancy { get; private set; } = TenancyStyle.Single;

    /// <summary>Rules for all documents.</summary>
    public class PoliciesExpression
    {
        private readonly StoreOptions options;

        internal PoliciesExpression(StoreOptions options) => this.options = options;

        /// <summary>Documents of all types belong to tenants.</summary>
        public PoliciesExpression AllDocumentsAreMultiTenanted()
        {
            options.DefaultTenancy = TenancyStyle.Conjoined;
            return this;
        }
    }
}
