using System.Linq.Expressions;
using JasperFx.MultiTenancy;
using Marten.Schema;

namespace Marten;

/// <summary>How documents are stored, by type.</summary>
public class MartenRegistry
{
    private readonly StoreOptions options;

    internal MartenRegistry(StoreOptions options) => this.options = options;

    /// <summary>One document type.</summary>
    public DocumentMappingExpression<T> For<T>() => new(options.MappingFor(typeof(T)));

    /// <summary>How documents of one type are stored.</summary>
    public class DocumentMappingExpression<T>
    {
        private readonly DocumentMapping mapping;

        internal DocumentMappingExpression(DocumentMapping mapping) => this.mapping = mapping;

        /// <summary>The name of the table, after <c>mt_doc_</c>.</summary>
        public DocumentMappingExpression<T> DocumentAlias(string alias)
        {
            mapping.Alias = alias.ToLowerInvariant();
            return this;
        }

        /// <summary>The schema of the table.</summary>
        public DocumentMappingExpression<T> DatabaseSchemaName(string databaseSchemaName)
        {
            mapping.Schema = databaseSchemaName.ToLowerInvariant();
            return this;
        }

        /// <summary>The member that identifies a document; else it is <c>Id</c>.</summary>
        public DocumentMappingExpression<T> Identity(Expression<Func<T, object>> member)
        {
            mapping.IdMember = MemberPath.Of(member).Single();
            return this;
        }

        /// <summary>An index on a member of the JSON.</summary>
        public DocumentMappingExpression<T> Index(Expression<Func<T, object?>> expression, Action<ComputedIndex>? configure = null) =>
            AddIndex([MemberPath.Of(expression)], configure);

        /// <summary>An index on several members of the JSON.</summary>
        public DocumentMappingExpression<T> Index(IReadOnlyCollection<Expression<Func<T, object>>> expressions, Action<ComputedIndex>? configure = null) =>
            AddIndex([.. expressions.Select(e => MemberPath.Of(e))], configure);

        /// <summary>A unique index on members of the JSON.</summary>
        public DocumentMappingExpression<T> UniqueIndex(params Expression<Func<T, object>>[] expressions) =>
            AddIndex([.. expressions.Select(e => MemberPath.Of(e))], index => index.IsUnique = true);

        /// <summary>A unique index of a given name on members of the JSON.</summary>
        public DocumentMappingExpression<T> UniqueIndex(string indexName, params Expression<Func<T, object>>[] expressions) =>
            AddIndex([.. expressions.Select(e => MemberPath.Of(e))], index =>
            {
                index.IsUnique = true;
                index.Name = indexName;
            });

        /// <summary>A GIN index on the whole JSON.</summary>
        public DocumentMappingExpression<T> GinIndexJsonData()
        {
            mapping.HasGinIndex = true;
            return this;
        }

        /// <summary>Documents belong to tenants.</summary>
        public DocumentMappingExpression<T> MultiTenanted()
        {
            mapping.Tenancy = TenancyStyle.Conjoined;
            return this;
        }

        /// <summary>Documents do not belong to tenants.</summary>
        public DocumentMappingExpression<T> SingleTenanted()
        {
            mapping.Tenancy = TenancyStyle.Single;
            return this;
        }

        private DocumentMappingExpression<T> AddIndex(MemberPath[] members, Action<ComputedIndex>? configure)
        {
            var index = new ComputedIndex(members);
            configure?.Invoke(index);
            mapping.Indexes.Add(index);
            return this;
        }
    }
}
